import { type BinaryLike, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { openGate } from "../../_shared/platform/gate.ts";

const scryptOf = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

// OWASP's scrypt setting for 32 MiB: N = 2^15, r = 8, p = 3.
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const keyLength = 32;
// Each hash takes 32 MiB and one of Node's four threads, which file access and DNS also need.
const gate = openGate(2, 100, "Too many passwords are being checked at the moment.");

/**
 * Hash of a password, with its salt and cost: `scrypt$N$r$p$salt$key`, base64url. `known`: of a person under a session,
 * who does not wait behind strangers.
 */
export async function hashPassword(password: string, known = false): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost, known);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

// Verified when there is no account, so that both answers take the same time.
const nobody = hashPassword(randomBytes(16).toString("hex"));

/** Whether the password matches the hash; false without a hash. `known`: under a session, or on a known device. */
export async function verifyPassword(
  password: string,
  hash: string | null | undefined,
  known = false,
): Promise<boolean> {
  const [, N, r, p, salt = "", wanted = ""] = (hash ?? (await nobody)).split("$");
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem as number };
  const key = await derive(password, Buffer.from(salt, "base64url"), options, known);
  return timingSafeEqual(key, Buffer.from(wanted, "base64url")) && hash != null;
}

function derive(password: string, salt: Buffer, options: ScryptOptions, known: boolean): Promise<Buffer> {
  // NFKC makes the same password typed on different keyboards equal.
  return gate(() => scryptOf(password.normalize("NFKC"), salt, keyLength, options), known);
}
