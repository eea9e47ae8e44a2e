import type { List } from "../../../functions/_shared/contract/api/parts.ts";
import type {
  Passkey,
  PasskeyCreation,
  PasskeyRequest,
} from "../../../functions/_shared/contract/api/passkeys.ts";
import { send } from "../core/api.ts";
import { logIn } from "./account.ts";
import { session } from "./session.ts";

export type { Passkey };

/** Whether this browser makes and uses passkeys here; none does at an address without a name. */
export const canUsePasskeys = (): boolean =>
  "PublicKeyCredential" in window &&
  "parseCreationOptionsFromJSON" in PublicKeyCredential &&
  !/^[\d.]+$|:/.test(location.hostname);

/** The person's passkeys, the oldest first. Throws like `session.request`. */
export async function passkeys(): Promise<Passkey[]> {
  return ((await session.request("/v1/passkeys")).body as List<Passkey>).results;
}

/**
 * Adds a passkey of this device, or of one that the browser reaches. Throws like `session.request`, and a DOMException
 * when the person gave up or the device has one already (`InvalidStateError`).
 */
export async function addPasskey({ password, name }: { password: string; name: string }): Promise<void> {
  const begun = await session.request("/v1/passkeys/options", { method: "POST", body: { password } });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.body as PasskeyCreation);
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const body = { ...(name && { name }), credential: made.toJSON() };
  await session.request("/v1/passkeys", { method: "POST", body });
}

export async function renamePasskey(id: string, name: string): Promise<void> {
  await session.request(`/v1/passkeys/${id}`, { method: "PATCH", body: { name } });
}

export async function removePasskey(id: string): Promise<void> {
  await session.request(`/v1/passkeys/${id}`, { method: "DELETE" });
}

/** Logs in by a passkey. Throws like `logIn`, and a DOMException when the person gave up or has none. */
export async function logInByPasskey(keep: boolean): Promise<boolean> {
  const begun = await send("/v1/auth/passkey/options", { method: "POST" });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.body as PasskeyRequest);
  const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return logIn("passkey", { credential: used.toJSON(), keep });
}
