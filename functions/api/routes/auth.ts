import * as z from "zod";
import { ResetSent, Session } from "../../_shared/contract/api/account.ts";
import { Email, Password } from "../../_shared/contract/api/parts.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Language } from "../../_shared/domain/settings.ts";
import { Text, TimeZone } from "../../_shared/domain/task/task.ts";
import { log, messageOf } from "../../_shared/platform/log.ts";
import { resetHours } from "../../_shared/platform/mail-links.ts";
import {
  beginSession,
  beginSessionBy,
  continueSession,
  endAllSessions,
  endSession,
} from "../../_shared/store/accounts/sessions.ts";
import {
  createUser,
  findCredentials,
  findPassword,
  isPassword,
  registerPending,
  setPassword,
} from "../../_shared/store/accounts/users.ts";
import { cookieIn, ended } from "../auth/cookies.ts";
import { deviceCookie, deviceIn } from "../auth/known-device.ts";
import { checkOwn } from "../auth/own-password.ts";
import { hashPassword, verifyPassword } from "../auth/passwords.ts";
import { deviceFrom, session } from "../auth/session.ts";
import { checkStrength } from "../auth/strength.ts";
import { route } from "../route.ts";
import { sendConfirmation } from "./email.ts";
import { offerAccount, tell } from "./password.ts";

const tag = "Account";

const register = route({
  method: "POST",
  path: "/v1/auth/register",
  tag,
  summary:
    "Create an account and log in; a link that confirms the address is sent to it. Where accounts begin by mail, every address gets the same answer, 202, and a link to choose the password",
  open: true,
  body: z.strictObject({
    email: Email,
    password: Password,
    name: Text.trim().max(200).default(""),
    time_zone: TimeZone.default("UTC"),
    language: Language.default("en"),
  }),
  responses: { 201: Session, 202: ResetSent },
  async handle({ deps, body, ip, request }) {
    await deps.limits.register(ip);
    const { password, ...person } = body;
    checkStrength(password, person.email);
    const registered = { id: deps.newId(), ...person, password_hash: await hashPassword(password) };
    if (deps.config.REGISTRATION === "by-mail" && deps.config.MAIL === "on") {
      // All of it is the same for an address that has an account, whose owner the mail tells.
      await registerPending(deps.db, registered);
      await offerAccount(deps, person.email);
      return { status: 202, body: { valid_hours: resetHours } };
    }
    const user = await createUser(deps.db, registered);
    if (!user) {
      if (deps.config.MAIL === "on")
        void offerAccount(deps, body.email).catch((error) =>
          log("warn", "cannot offer the account", { error: messageOf(error) }),
        );
      throw problem("email-taken");
    }
    // Registering does not wait for the mail, which can be requested again. Without a confirmed address a forgotten
    // password cannot be reset.
    if (deps.config.MAIL === "on")
      void sendConfirmation(deps, user).catch((error) =>
        log("warn", "cannot send a confirmation", { error: messageOf(error) }),
      );
    const known = await deviceCookie(deps, await deviceIn(deps, request), user.id);
    return session(deps, 201, await beginSession(deps.db, user.id, deviceFrom(request)), [known]);
  },
});

const login = route({
  method: "POST",
  path: "/v1/auth/login",
  tag,
  summary: "Log in; `keep` calls off the erasure of an account that is about to be erased",
  open: true,
  body: z.strictObject({ email: Email, password: z.string().max(200), keep: z.boolean().default(false) }),
  responses: { 200: Session },
  async handle({ deps, body, ip, request }) {
    const device = await deviceIn(deps, request);
    // Only whoever holds a valid cookie is looked up before the limits.
    const owner = device && (await findCredentials(deps.db, body.email));
    const attempt =
      owner && device.users.includes(owner.id)
        ? deps.limits.known(owner.id, device.id)
        : deps.limits.stranger(body.email, ip);
    await attempt.count();
    const user = owner ?? (await findCredentials(deps.db, body.email));
    const hash = user?.pending ? null : user?.password_hash;
    const isRight = await verifyPassword(body.password, hash, attempt.isKnown);
    if (!isRight || !user) throw problem("wrong-credentials");
    await attempt.forgive();
    const erase_at = user.erase_at?.toISOString();
    if (erase_at && !body.keep) throw problem("erasure-pending", undefined, { erase_at });
    const begun = await beginSessionBy(
      deps.db,
      user.id,
      { holds: (tx) => isPassword(tx, user.id, user.password_hash), keep: body.keep },
      deviceFrom(request),
    );
    if (!begun) throw problem("wrong-credentials");
    return session(deps, 200, begun, [await deviceCookie(deps, device, user.id)]);
  },
});

const refresh = route({
  method: "POST",
  path: "/v1/auth/refresh",
  tag,
  summary: "Exchange the refresh cookie for a new access token",
  open: true,
  responses: { 200: Session },
  async handle({ deps, request }) {
    const token = cookieIn(deps, request, "taskwake_refresh");
    if (!token) throw problem("session-ended");
    const next = await continueSession(deps.db, token, deviceFrom(request));
    if (next === "ended") throw problem("session-ended");
    if (next === "too-many") throw problem("too-many-requests", undefined, { retryAfter: 60 });
    return session(deps, 200, next);
  },
});

const logout = route({
  method: "POST",
  path: "/v1/auth/logout",
  tag,
  summary: "End this session",
  open: true,
  responses: { 204: null },
  async handle({ deps, request }) {
    const token = cookieIn(deps, request, "taskwake_refresh");
    if (token) await endSession(deps.db, token);
    return { status: 204, headers: ended(deps) };
  },
});

const changePassword = route({
  method: "POST",
  path: "/v1/me/password",
  tag,
  summary: "Change your password; all other sessions end, and this one gets a new cookie",
  body: z.strictObject({ current: z.string().max(200), new: Password }),
  responses: { 200: Session },
  async handle({ deps, userId, body, request }) {
    const user = await findPassword(deps.db, userId);
    if (!user) throw problem("unauthenticated");
    const { email, password_hash: before } = user;
    if (!before)
      throw problem("conflict", "Your account belongs to another issuer and has no password here.");
    // Somebody who stole a session is limited in guessing the password like somebody who logs in.
    await checkOwn(deps, userId, body.current, before);
    checkStrength(body.new, email);
    const after = await hashPassword(body.new, true);
    const begun = await deps.db.transaction(async (tx) => {
      if (!(await setPassword(tx, userId, { before, after }))) throw problem("wrong-password");
      await endAllSessions(tx, userId);
      return beginSession(tx, userId, deviceFrom(request));
    });
    tell(deps, userId, { kind: "password-changed" });
    return session(deps, 200, begun);
  },
});

export const authRoutes = [register, login, refresh, logout, changePassword];
