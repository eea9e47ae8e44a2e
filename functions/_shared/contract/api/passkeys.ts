import * as z from "zod";
import { Text } from "../../domain/task/task.ts";

// The options and credentials are those of WebAuthn in its JSON form, by which browsers read and write them.

/** Bytes as base64url without padding, up to so many characters. */
const Bytes = (most: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(most);

/** A credential's id has at most 1023 bytes. */
const CredentialId = Bytes(1364);

const Descriptor = z.object({
  type: z.literal("public-key"),
  id: CredentialId,
  transports: z.array(z.string()),
});

/** A passkey of the caller; its key is not shown. */
export const Passkey = z.object({
  id: z.uuid(),
  name: z.string(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
  /** Whether it is copied to the person's other devices. */
  backed_up: z.boolean(),
});

/** The name that a person gives to a passkey. */
export const PasskeyName = Text.trim().min(1).max(100);

/** For `navigator.credentials.create`, by `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const PasskeyCreation = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
  /** In milliseconds. */
  timeout: z.int(),
  excludeCredentials: z.array(Descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
  attestation: z.literal("none"),
});

/** For `navigator.credentials.get`, by `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const PasskeyRequest = z.object({
  rpId: z.string(),
  challenge: z.string(),
  /** In milliseconds. */
  timeout: z.int(),
  userVerification: z.literal("required"),
});

const credential = { id: CredentialId, rawId: CredentialId, type: z.literal("public-key") };
const ClientData = Bytes(4096);

/** What `navigator.credentials.create` gave, by `toJSON`. */
export const CreatedPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: ClientData,
    attestationObject: Bytes(16_384),
    transports: z.array(z.string().max(32)).max(10).default([]),
  }),
});

/** What `navigator.credentials.get` gave, by `toJSON`. */
export const UsedPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: ClientData,
    authenticatorData: Bytes(4096),
    signature: Bytes(2048),
    /** The account's id, in bytes. */
    userHandle: Bytes(88),
  }),
});

export type Passkey = z.infer<typeof Passkey>;
export type PasskeyCreation = z.infer<typeof PasskeyCreation>;
export type PasskeyRequest = z.infer<typeof PasskeyRequest>;
export type CreatedPasskey = z.infer<typeof CreatedPasskey>;
export type UsedPasskey = z.infer<typeof UsedPasskey>;
