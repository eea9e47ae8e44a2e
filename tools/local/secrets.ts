import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import webpush from "web-push";
import { publicJwkOf } from "../../functions/_shared/platform/tokens.ts";
import { vapidSubject } from "../defaults.ts";

/** Development secrets, created at the first start and stored with the state. */
export interface Secrets {
  daprApiToken: string;
  appApiToken: string;
  databasePassword: string;
  /** An Ed25519 private key as JWK, in JSON. */
  jwtPrivateJwk: string;
  vapidPublicKey: string;
  vapidPrivateKey: string;
}

/** A random token or password. */
export const token = () => randomBytes(24).toString("base64url");

/** An Ed25519 private key as JWK, in JSON. */
export async function makeSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = await exportJWK(privateKey);
  return JSON.stringify({ ...jwk, alg: "EdDSA", use: "sig", kid: await calculateJwkThumbprint(jwk) });
}

/** The secrets for functions, under the names of the cluster's secrets: `secret/key`. */
export function clusterSecrets(secrets: Secrets): Record<string, string> {
  return {
    "signing-key/private": secrets.jwtPrivateJwk,
    "signing-key/public": JSON.stringify(publicJwkOf(secrets.jwtPrivateJwk)),
    "web-push/public": secrets.vapidPublicKey,
    "web-push/private": secrets.vapidPrivateKey,
    "web-push/subject": vapidSubject(process.env),
    // Empty: there is no model.
    "model/api-key": process.env.OPENAI_API_KEY ?? "",
  };
}

/** Reads `<state directory>/secrets.json` (mode 0600) and creates what is missing. */
export async function loadSecrets(stateDir: string): Promise<Secrets> {
  const file = join(stateDir, "secrets.json");
  const known = read(file);
  const vapid = webpush.generateVAPIDKeys();
  const secrets: Secrets = {
    daprApiToken: token(),
    appApiToken: token(),
    databasePassword: token(),
    jwtPrivateJwk: known.jwtPrivateJwk ?? (await makeSigningKey()),
    vapidPublicKey: vapid.publicKey,
    vapidPrivateKey: vapid.privateKey,
    ...known,
  };
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 1), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}
