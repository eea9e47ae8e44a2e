import { randomBytes } from "node:crypto";
import type { AuthenticatorTransport } from "@simplewebauthn/server";
import * as z from "zod";
import type {
  CreatedPasskey,
  PasskeyCreation,
  PasskeyRequest,
  UsedPasskey,
} from "../../_shared/contract/api/passkeys.ts";
import { log, messageOf } from "../../_shared/platform/log.ts";
import {
  addChallenge,
  type Credential,
  credentialsOf,
  takeChallenge,
} from "../../_shared/store/accounts/passkeys.ts";
import type { UserRow } from "../../_shared/store/accounts/users.ts";
import type { ApiDeps } from "../deps.ts";

/** Life of a challenge, in milliseconds: a person may first look for their phone. */
const life = 5 * 60_000;
/** Algorithms of keys, by their number in COSE: Ed25519, ECDSA with P-256, RSA. */
const algorithms = [-8, -7, -257];

/** The library that verifies takes 80 ms to load, and most replicas never need it. */
const library = () => import("@simplewebauthn/server");

// Browsers accept a passkey only for the host that it was made for.
const hostOf = ({ config }: ApiDeps): string => new URL(config.PUBLIC_URL).hostname;
const originOf = ({ config }: ApiDeps): string => new URL(config.PUBLIC_URL).origin;

const bytesOf = (text: string): Buffer => Buffer.from(text, "base64url");

/** The account's id as authenticators store it, from which nobody learns who the person is. */
const handleOf = (userId: string): string =>
  Buffer.from(userId.replaceAll("-", ""), "hex").toString("base64url");

/** What an authenticator needs to make a passkey for this person; it is signed within 5 minutes. */
export async function creationFor(deps: ApiDeps, user: UserRow): Promise<PasskeyCreation> {
  const known = await credentialsOf(deps.db, user.id);
  return {
    rp: { id: hostOf(deps), name: "Taskwake" },
    user: { id: handleOf(user.id), name: user.email, displayName: user.name || user.email },
    challenge: await challengeFor(deps, user.id),
    pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
    timeout: life,
    excludeCredentials: known.map(({ credential_id, transports }) => ({
      ...{ type: "public-key", id: credential_id.toString("base64url"), transports },
    })),
    // It finds the account by itself, and stands for a password and a second factor.
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    attestation: "none",
  };
}

/** What an authenticator needs for a log-in, whoever the person is; it is signed within 5 minutes. */
export async function requestFor(deps: ApiDeps): Promise<PasskeyRequest> {
  const challenge = await challengeFor(deps, null);
  return { rpId: hostOf(deps), challenge, timeout: life, userVerification: "required" };
}

async function challengeFor({ db, now }: ApiDeps, userId: string | null): Promise<string> {
  const challenge = randomBytes(32);
  await addChallenge(db, { challenge, userId, until: new Date(now().getTime() + life) });
  return challenge.toString("base64url");
}

const ClientData = z.object({ challenge: z.base64url().max(100) });

/** Takes the challenge that a credential signed; undefined when it is not one of ours for this purpose, or was used. */
export async function takenChallenge(
  { db, now }: ApiDeps,
  { response }: CreatedPasskey | UsedPasskey,
  userId: string | null,
): Promise<string | undefined> {
  const challenge = challengeIn(response.clientDataJSON);
  if (challenge === undefined) return undefined;
  const taken = await takeChallenge(db, { challenge: bytesOf(challenge), userId, now: now() });
  return taken ? challenge : undefined;
}

function challengeIn(clientDataJSON: string): string | undefined {
  try {
    return ClientData.parse(JSON.parse(bytesOf(clientDataJSON).toString("utf8"))).challenge;
  } catch {
    return undefined;
  }
}

/** A new credential that was verified. */
export interface Made {
  credentialId: Buffer;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  backedUp: boolean;
}

/** Verifies a new credential for a challenge that was taken; undefined when it is not to be accepted. */
export async function verifiedNew(
  deps: ApiDeps,
  created: CreatedPasskey,
  challenge: string,
): Promise<Made | undefined> {
  const { verifyRegistrationResponse } = await library();
  const transports = created.response.transports as AuthenticatorTransport[];
  const { registrationInfo: made } = await accepted(
    verifyRegistrationResponse({
      response: { ...created, response: { ...created.response, transports }, clientExtensionResults: {} },
      ...expected(deps, challenge),
      supportedAlgorithmIDs: algorithms,
    }),
  );
  // The signed id is stored, and only the length of the other was checked.
  if (made?.credential.id !== created.id) return undefined;
  const { credential, credentialBackedUp: backedUp } = made;
  return {
    credentialId: bytesOf(credential.id),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports,
    backedUp,
  };
}

/** Verifies the signature of a passkey for a challenge that was taken; undefined when it is not to be accepted. */
export async function verifiedUse(
  deps: ApiDeps,
  { used, challenge, by }: { used: UsedPasskey; challenge: string; by: Credential },
): Promise<{ counter: number; backedUp: boolean } | undefined> {
  // The authenticator chose the account; it must be the one that has the passkey.
  if (used.response.userHandle !== handleOf(by.user_id)) return undefined;
  const { verifyAuthenticationResponse } = await library();
  const { verified, authenticationInfo: use } = await accepted(
    verifyAuthenticationResponse({
      response: { ...used, clientExtensionResults: {} },
      ...expected(deps, challenge),
      credential: { id: used.id, publicKey: new Uint8Array(by.public_key), counter: by.counter },
    }),
  );
  return verified && use ? { counter: use.newCounter, backedUp: use.credentialBackedUp } : undefined;
}

const expected = (deps: ApiDeps, expectedChallenge: string) => ({
  ...{ expectedChallenge, expectedOrigin: originOf(deps), expectedRPID: hostOf(deps) },
  requireUserVerification: true,
});

// The library throws for whatever is wrong in what was sent; a clone shows as a counter that went back.
async function accepted<Result extends { verified: boolean }>(
  verifying: Promise<Result>,
): Promise<Partial<Result>> {
  try {
    return await verifying;
  } catch (error) {
    log("warn", "a passkey was refused", { error: messageOf(error).slice(0, 200) });
    return {};
  }
}
