import * as z from "zod";
import { AboutMe, ErasureBegun, Me, MePatch } from "../../_shared/contract/api/account.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Refusal } from "../../_shared/domain/refusal.ts";
import { retention } from "../../_shared/domain/retention.ts";
import { colouredTags, Settings } from "../../_shared/domain/settings.ts";
import { localDateTime } from "../../_shared/domain/time.ts";
import { publishSoon } from "../../_shared/operations/publish.ts";
import { commandEvent } from "../../_shared/operations/submit.ts";
import { digestId } from "../../_shared/store/accounts/digest.ts";
import { beginErasure, callOffErasure } from "../../_shared/store/accounts/sessions.ts";
import {
  type AccountChange,
  changeUser,
  findPassword,
  type UserRow,
} from "../../_shared/store/accounts/users.ts";
import type { Queryable } from "../../_shared/store/database.ts";
import { writeOutbox } from "../../_shared/store/operations/outbox.ts";
import { floatingTasks, wholeDayTasks } from "../../_shared/store/tasks/tasks.ts";
import { ended } from "../auth/cookies.ts";
import { checkOwn } from "../auth/own-password.ts";
import type { ApiDeps } from "../deps.ts";
import { route } from "../route.ts";
import { accountGone, accountView, knownAccount } from "./account.ts";
import { sendConfirmation } from "./email.ts";
import { tell } from "./password.ts";

const tag = "Account";

const get = route({
  method: "GET",
  path: "/v1/me",
  tag,
  summary: "Your account; assistants see name, zone and language",
  assistant: "read",
  responses: { 200: z.union([Me, AboutMe]) },
  async handle({ deps, userId, origin }) {
    const account = accountView(await knownAccount(deps, userId));
    return { status: 200, body: origin ? AboutMe.parse(account) : account };
  },
});

const patch = route({
  method: "PATCH",
  path: "/v1/me",
  tag,
  summary:
    "Change your account; in another time zone, due dates without a zone of their own move, and reminders of days without a time with `whole_day_time`. The client sets the language",
  body: MePatch,
  responses: { 200: Me },
  async handle({ deps, userId, body }) {
    if (body.time_zone || body.notifications?.whole_day_time) await deps.limits.move(userId);
    const move = deps.newId();
    const after = await deps.db.transaction(async (tx) => {
      let former: UserRow | undefined;
      const account = await changeUser(tx, userId, (before) => {
        former = before;
        return changed(before, body, deps.now());
      });
      if (account && former) await writeMove(tx, deps, move, await tasksToMove(tx, former, account));
      return account;
    });
    if (!after) throw accountGone();
    publishSoon(deps, move);
    const { email = "never" } = body.notifications ?? {};
    if (email !== "never") await sendConfirmation(deps, after).catch(unlessTooMany);
    return { status: 200, body: accountView(after) };
  },
});

const erase = route({
  method: "DELETE",
  path: "/v1/me",
  tag,
  summary:
    "Erase your account and everything in it after some days, in which it can be called off; asks for the password, if the account has one",
  body: z.strictObject({ password: z.string().max(200).optional() }).optional(),
  responses: { 202: ErasureBegun },
  async handle({ deps, userId, body }) {
    await checkPassword(deps, userId, body?.password ?? "");
    const at = new Date(deps.now().getTime() + retention.erasure * 24 * 3_600_000);
    await deps.db.transaction((tx) => beginErasure(tx, userId, at));
    const erase_at = at.toISOString();
    tell(deps, userId, { kind: "account-ends", erase_at });
    return { status: 202, body: { erase_at }, headers: ended(deps) };
  },
});

// An access token alone may have been stolen. A person of an external issuer has no password: the mail and the days
// must do.
async function checkPassword(deps: ApiDeps, userId: string, given: string): Promise<void> {
  const user = await findPassword(deps.db, userId);
  if (!user) throw accountGone();
  if (!user.password_hash) return;
  if (given === "") throw problem("wrong-password", "Send your password to erase your account.");
  await checkOwn(deps, userId, given, user.password_hash);
}

const keep = route({
  method: "POST",
  path: "/v1/me/keep",
  tag,
  summary:
    "Call off the erasure of your account by a new token of the external issuer; with a password, logging in does",
  keeps: true,
  responses: { 204: null },
  async handle({ deps, userId }) {
    if (!(await callOffErasure(deps.db, userId))) throw accountGone();
    return { status: 204 };
  },
});

export const meRoutes = [get, patch, erase, keep];

function changed(before: UserRow, change: MePatch, now: Date): AccountChange {
  const old = Settings.parse(before.settings);
  const notifications = { ...old.notifications, ...change.notifications };
  const quiet_hours = change.quiet_hours === undefined ? old.quiet_hours : change.quiet_hours;
  const time_zone = change.time_zone ?? before.time_zone;
  const { date, time } = localDateTime(now, time_zone);
  // A person who enables the digest after its hour gets the first one tomorrow.
  const missed =
    notifications.digest &&
    !old.notifications.digest &&
    Number(time.slice(0, 2)) >= notifications.digest_hour;
  return {
    name: change.name ?? before.name,
    time_zone,
    language: change.language ?? before.language,
    settings: {
      notifications,
      quiet_hours,
      tag_hues: changedHues(old.tag_hues, change.tag_hues),
    } satisfies Settings,
    last_digest: missed ? digestId(before.id, date) : undefined,
  };
}

/** A hue of null returns a tag to its own colour. Beyond the limit those that are chosen now replace others. */
function changedHues(old: Settings["tag_hues"], change: MePatch["tag_hues"] = {}): Settings["tag_hues"] {
  const kept = Object.entries(old).filter(([tag]) => !Object.hasOwn(change, tag));
  const hues = [...Object.entries(change), ...kept].flatMap(([tag, hue]) =>
    hue === null ? [] : [[tag, hue] as const],
  );
  return Object.fromEntries(hues.slice(0, colouredTags));
}

// The settings are changed even if the limit is reached; the link can be requested later.
function unlessTooMany(error: unknown): void {
  if (!(error instanceof Refusal && error.code === "too-many-requests")) throw error;
}

/** The tasks whose instants are others in the changed account. */
async function tasksToMove(tx: Queryable, before: UserRow, after: UserRow): Promise<Move> {
  const timeOf = ({ settings }: UserRow) => Settings.parse(settings).notifications.whole_day_time;
  const tasks = [
    ...(after.time_zone === before.time_zone ? [] : await floatingTasks(tx, after.id)),
    ...(timeOf(after) === timeOf(before) ? [] : await wholeDayTasks(tx, after.id)),
  ];
  return { userId: after.id, tasks: [...new Set(tasks)] };
}

interface Move {
  userId: string;
  tasks: number[];
}

// The setting and its consequences are one change. Each task has its own operation, whose handler reads the settings of
// that time.
async function writeMove(tx: Queryable, deps: ApiDeps, move: string, { userId, tasks }: Move): Promise<void> {
  const eventOf = (task_id: number) => {
    const args = { task_id, version: null };
    return commandEvent(deps, { command: "move-task", userId, actor: "system", arguments: args }).event;
  };
  for (let from = 0; from < tasks.length; from += 1000)
    await writeOutbox(tx, [{ cause: move, events: tasks.slice(from, from + 1000).map(eventOf) }]);
}
