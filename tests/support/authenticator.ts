import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type {
  CreatedPasskey,
  PasskeyCreation,
  PasskeyRequest,
  UsedPasskey,
} from "../../functions/_shared/contract/api/passkeys.ts";

/** What differs from an honest browser and authenticator. */
export interface Deviation {
  origin?: string;
  rpId?: string;
  /** Whether the authenticator verified its person, by fingerprint or PIN. (Default: true) */
  verified?: boolean;
  /** Signatures so far. (Default: one more than before) */
  counter?: number;
  /** As base64url. (Default: that of the account) */
  userHandle?: string;
  type?: string;
  challenge?: string;
  /** The id that is signed, as base64url. (Default: that which is said) */
  signedId?: string;
}

/** An authenticator with one passkey, and the browser before it. */
export interface Authenticator {
  /** Makes the passkey, like `navigator.credentials.create`. */
  create(options: PasskeyCreation, how?: Deviation): CreatedPasskey;
  /** Signs by the passkey, like `navigator.credentials.get`. */
  get(options: PasskeyRequest, how?: Deviation): UsedPasskey;
  /** The id of its passkey; it can take over that of another. */
  id: string;
}

type Algorithm = "ES256" | "EdDSA" | "RS256";

/** A new authenticator; `counts: false` is one whose counter stays 0, as of most passkeys that are copied. */
export function newAuthenticator(
  origin: string,
  { algorithm = "ES256" as Algorithm, counts = true } = {},
): Authenticator {
  const { publicKey, privateKey } = keysOf(algorithm);
  let counter = 0;
  let handle = "";
  const self: Authenticator = {
    id: randomBytes(32).toString("base64url"),
    create(options, how = {}) {
      handle = options.user.id;
      const clientDataJSON = clientData("webauthn.create", options.challenge, { origin, ...how });
      const id = Buffer.from(how.signedId ?? self.id, "base64url");
      const attested = Buffer.concat([
        ...[Buffer.alloc(16), Buffer.from([id.length >> 8, id.length & 255]), id],
        cbor(coseOf(algorithm, publicKey)),
      ]);
      const authData = authenticatorData(options.rp.id, { counter, ...how }, attested);
      const attestation = new Map<string, Cbor>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]);
      const attestationObject = cbor(attestation).toString("base64url");
      return {
        ...{ id: self.id, rawId: self.id, type: "public-key" },
        response: { clientDataJSON, attestationObject, transports: ["internal"] },
      };
    },
    get(options, how = {}) {
      counter = how.counter ?? counter + Number(counts);
      const clientDataJSON = clientData("webauthn.get", options.challenge, { origin, ...how });
      const data = authenticatorData(options.rpId, { ...how, counter });
      const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest();
      const signed = sign(
        algorithm === "EdDSA" ? null : "sha256",
        Buffer.concat([data, hash]),
        privateKey,
      ).toString("base64url");
      const authenticator = data.toString("base64url");
      return {
        ...{ id: self.id, rawId: self.id, type: "public-key" },
        response: {
          ...{ clientDataJSON, authenticatorData: authenticator, signature: signed },
          userHandle: how.userHandle ?? handle,
        },
      };
    },
  };
  return self;
}

function clientData(type: string, challenge: string, how: Deviation): string {
  const data = {
    type: how.type ?? type,
    challenge: how.challenge ?? challenge,
    origin: how.origin,
    crossOrigin: false,
  };
  return Buffer.from(JSON.stringify(data)).toString("base64url");
}

function authenticatorData(rpId: string, how: Deviation, attested = Buffer.alloc(0)): Buffer {
  const present = 0x01;
  const copied = 0x08 | 0x10;
  const flags = present | copied | (how.verified === false ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0);
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(how.counter ?? 0);
  const host = createHash("sha256")
    .update(how.rpId ?? rpId)
    .digest();
  return Buffer.concat([host, Buffer.from([flags]), counter, attested]);
}

function keysOf(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** A public key as COSE (RFC 9053). */
function coseOf(algorithm: Algorithm, key: KeyObject): Cbor {
  const jwk = key.export({ format: "jwk" });
  const part = (name: "x" | "y" | "n" | "e") => Buffer.from(String(jwk[name]), "base64url");
  if (algorithm === "ES256") return cose([1, 2], [3, -7], [-1, 1], [-2, part("x")], [-3, part("y")]);
  if (algorithm === "EdDSA") return cose([1, 1], [3, -8], [-1, 6], [-2, part("x")]);
  return cose([1, 3], [3, -257], [-1, part("n")], [-2, part("e")]);
}
const cose = (...entries: [number, Cbor][]): Cbor => new Map<number, Cbor>(entries);

type Cbor = number | string | Buffer | Map<string, Cbor> | Map<number, Cbor>;

/** What attestations need of CBOR (RFC 8949). */
function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...(value as Map<string | number, Cbor>)];
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cbor)]);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}
