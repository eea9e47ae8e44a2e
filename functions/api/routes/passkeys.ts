import * as z from "zod";
import { Session } from "../../_shared/contract/api/account.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import {
  CreatedPasskey,
  Passkey,
  PasskeyCreation,
  PasskeyName,
  PasskeyRequest,
  UsedPasskey,
} from "../../_shared/contract/api/passkeys.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { limits } from "../../_shared/domain/limits.ts";
import {
  addPasskey,
  findCredential,
  listPasskeys,
  type PasskeyRow,
  removePasskey,
  renamePasskey,
  usePasskey,
} from "../../_shared/store/accounts/passkeys.ts";
import { beginSessionBy } from "../../_shared/store/accounts/sessions.ts";
import { findPassword } from "../../_shared/store/accounts/users.ts";
import { deviceCookie, deviceIn } from "../auth/known-device.ts";
import { checkOwn } from "../auth/own-password.ts";
import { creationFor, requestFor, takenChallenge, verifiedNew, verifiedUse } from "../auth/passkeys.ts";
import { deviceFrom, session } from "../auth/session.ts";
import { route } from "../route.ts";
import { knownAccount } from "./account.ts";
import { tell } from "./password.ts";

const tag = "Account";
const expired = "This request has expired, or was used; begin again.";

const getAll = route({
  method: "GET",
  path: "/v1/passkeys",
  tag,
  summary: "Your passkeys, the oldest first",
  responses: { 200: list(Passkey) },
  async handle({ deps, userId }) {
    return { status: 200, body: { results: (await listPasskeys(deps.db, userId)).map(passkeyView) } };
  },
});

const begin = route({
  method: "POST",
  path: "/v1/passkeys/options",
  tag,
  summary:
    "Begin to add a passkey, by your password: what the browser needs to make one. An account of an external issuer, which has no password here, has no passkeys either",
  body: z.strictObject({ password: z.string().max(200) }),
  responses: { 200: PasskeyCreation },
  async handle({ deps, userId, body }) {
    const user = await findPassword(deps.db, userId);
    if (!user?.password_hash)
      throw problem("conflict", "Your account belongs to another issuer, by which you log in.");
    // With a stolen session alone somebody could otherwise keep a way in.
    await checkOwn(deps, userId, body.password, user.password_hash);
    if ((await listPasskeys(deps.db, userId)).length >= limits.passkeys) throw tooMany();
    return { status: 200, body: await creationFor(deps, await knownAccount(deps, userId)) };
  },
});

const add = route({
  method: "POST",
  path: "/v1/passkeys",
  tag,
  summary: "Add the passkey that the browser created; a mail reports it",
  body: z.strictObject({
    /** (Default: the device in words) */
    name: PasskeyName.optional(),
    credential: CreatedPasskey,
  }),
  responses: { 201: Passkey },
  async handle({ deps, userId, body: { name, credential }, request }) {
    const challenge = await takenChallenge(deps, credential, userId);
    if (challenge === undefined) throw problem("invalid", expired);
    const made = await verifiedNew(deps, credential, challenge);
    if (!made) throw problem("invalid", "This passkey is not valid here.");
    const added = await addPasskey(deps.db, {
      ...made,
      ...{ id: deps.newId(), userId, now: deps.now(), name: name ?? (deviceFrom(request) || "Passkey") },
    });
    if (added === "too-many") throw tooMany();
    if (added === "known") throw problem("conflict", "This passkey is in use already.");
    tell(deps, userId, { kind: "passkey-added", name: added.name });
    return { status: 201, body: passkeyView(added) };
  },
});

const rename = route({
  method: "PATCH",
  path: "/v1/passkeys/{id}",
  tag,
  summary: "Give a passkey another name",
  params: z.object({ id: Uuid }),
  body: z.strictObject({ name: PasskeyName }),
  responses: { 200: Passkey },
  async handle({ deps, userId, params: { id }, body: { name } }) {
    const passkey = await renamePasskey(deps.db, userId, { id, name });
    if (!passkey) throw problem("not-found");
    return { status: 200, body: passkeyView(passkey) };
  },
});

const remove = route({
  method: "DELETE",
  path: "/v1/passkeys/{id}",
  tag,
  summary: "Remove a passkey, which is refused from then on. Its sessions stay; a mail reports it",
  params: z.object({ id: Uuid }),
  responses: { 204: null },
  async handle({ deps, userId, params: { id } }) {
    const name = await removePasskey(deps.db, userId, id);
    if (name === undefined) throw problem("not-found");
    tell(deps, userId, { kind: "passkey-removed", name });
    return { status: 204 };
  },
});

const beginLogin = route({
  method: "POST",
  path: "/v1/auth/passkey/options",
  tag,
  summary: "Begin to log in by a passkey: what the browser needs to use one",
  open: true,
  responses: { 200: PasskeyRequest },
  async handle({ deps, ip, request }) {
    await deps.limits.passkey(ip, (await deviceIn(deps, request))?.id).count();
    return { status: 200, body: await requestFor(deps) };
  },
});

const login = route({
  method: "POST",
  path: "/v1/auth/passkey",
  tag,
  summary:
    "Log in by the passkey that the browser used; `keep` calls off the erasure of an account that is about to be erased",
  open: true,
  body: z.strictObject({ credential: UsedPasskey, keep: z.boolean().default(false) }),
  responses: { 200: Session },
  async handle({ deps, body: { credential: used, keep }, ip, request }) {
    const device = await deviceIn(deps, request);
    const attempt = deps.limits.passkey(ip, device?.id);
    await attempt.count();
    const challenge = await takenChallenge(deps, used, null);
    if (challenge === undefined) throw problem("wrong-passkey", expired);
    const by = await findCredential(deps.db, Buffer.from(used.id, "base64url"));
    const use = by && (await verifiedUse(deps, { used, challenge, by }));
    if (!use) throw problem("wrong-passkey");
    await attempt.forgive();
    const erase_at = by.erase_at?.toISOString();
    if (erase_at && !keep) throw problem("erasure-pending", undefined, { erase_at });
    const holds = (tx: Parameters<typeof usePasskey>[0]) =>
      usePasskey(tx, by.id, { ...use, now: deps.now() });
    const begun = await beginSessionBy(deps.db, by.user_id, { holds, keep }, deviceFrom(request));
    if (!begun) throw problem("wrong-passkey");
    return session(deps, 200, begun, [await deviceCookie(deps, device, by.user_id)]);
  },
});

export const passkeyRoutes = [getAll, begin, add, rename, remove, beginLogin, login];

const tooMany = () => problem("limit-reached", `You have ${limits.passkeys} passkeys; remove one first.`);

/** A passkey as the API returns it. */
function passkeyView({ id, name, created_at, last_used_at, backed_up }: PasskeyRow): Passkey {
  return {
    ...{ id, name, backed_up },
    created_at: created_at.toISOString(),
    last_used_at: last_used_at?.toISOString() ?? null,
  };
}
