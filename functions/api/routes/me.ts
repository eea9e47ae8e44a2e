import * as z from "zod";
import { Settings } from "../../_shared/domain/settings.ts";
import { Text, TimeZone } from "../../_shared/domain/task.ts";
import { localDateTime } from "../../_shared/domain/time.ts";
import { ProblemError, problems } from "../../_shared/errors.ts";
import { digestId } from "../../_shared/store/digest.ts";
import { floatingTasks } from "../../_shared/store/tasks.ts";
import { type AccountChange, changeUser, eraseUser, type UserRow } from "../../_shared/store/users.ts";
import type { ApiDeps } from "../deps.ts";
import { submitAll } from "../operations/submit.ts";
import { route } from "../route.ts";
import { accountView, knownAccount } from "./account.ts";
import { sendConfirmation } from "./email.ts";

const tag = "Account";
const Me = z.object({
  id: z.uuid(),
  email: z.string(),
  /** Whether it is proven to be yours; mail goes to no other. */
  email_confirmed: z.boolean(),
  name: z.string(),
  time_zone: z.string(),
  ...Settings.shape,
  created_at: z.iso.datetime(),
});
const MePatch = z
  .strictObject({
    name: Text.trim().max(200),
    time_zone: TimeZone,
    notifications: z
      .strictObject({
        push: z.boolean(),
        email: z.enum(["always", "fallback", "never"]),
        digest: z.boolean(),
        digest_hour: z.int().min(0).max(23),
      })
      .partial(),
    quiet_hours: Settings.shape.quiet_hours.unwrap(),
  })
  .partial();
type MePatch = z.infer<typeof MePatch>;

const get = route({
  method: "GET",
  path: "/v1/me",
  tag,
  summary: "Your account",
  responses: { 200: Me },
  async handle({ deps, userId }) {
    return { status: 200, body: accountView(await knownAccount(deps, userId)) };
  },
});

const patch = route({
  method: "PATCH",
  path: "/v1/me",
  tag,
  summary: "Change your account; a move to another time zone moves what has no zone of its own",
  body: MePatch,
  responses: { 200: Me },
  async handle({ deps, userId, body }) {
    if (body.time_zone) await deps.limits.move(userId);
    const after = await changeUser(deps.db, userId, (before) => changed(before, body, deps.now()));
    if (!after) throw problems.unauthenticated("This account no longer exists.");
    // Also when it is the zone it was: an earlier request may have ended between the two.
    if (body.time_zone) await moveFloating(deps, userId, body.time_zone);
    const { email = "never" } = body.notifications ?? {};
    if (email !== "never") await sendConfirmation(deps, after).catch(unlessTooMany);
    return { status: 200, body: accountView(after) };
  },
});

const erase = route({
  method: "DELETE",
  path: "/v1/me",
  tag,
  summary: "Erase your account and everything in it, at once and for good",
  responses: { 204: null },
  async handle({ deps, userId }) {
    await deps.db.transaction((tx) => eraseUser(tx, userId));
    return { status: 204 };
  },
});

export const meRoutes = [get, patch, erase];

function changed(before: UserRow, change: MePatch, now: Date): AccountChange {
  const old = Settings.parse(before.settings);
  const notifications = { ...old.notifications, ...change.notifications };
  const quiet_hours = change.quiet_hours === undefined ? old.quiet_hours : change.quiet_hours;
  const time_zone = change.time_zone ?? before.time_zone;
  const { date, time } = localDateTime(now, time_zone);
  // Whoever asks for the digest after its hour has it from tomorrow on.
  const missed =
    notifications.digest &&
    !old.notifications.digest &&
    Number(time.slice(0, 2)) >= notifications.digest_hour;
  return {
    name: change.name ?? before.name,
    time_zone,
    settings: { notifications, quiet_hours } satisfies Settings,
    last_digest: missed ? digestId(before.id, date) : undefined,
  };
}

// The settings are changed all the same: the link can be asked for later.
function unlessTooMany(error: unknown): void {
  if (!(error instanceof ProblemError && error.problem.code === "too-many-requests")) throw error;
}

// Each through its own operation, whose handler reads the zone as it is then: run twice, it ends the same.
async function moveFloating(deps: ApiDeps, userId: string, zone: string): Promise<void> {
  const tasks = await floatingTasks(deps.db, userId);
  await submitAll(
    deps,
    tasks.map(({ id, version }) => ({
      topic: "update-task" as const,
      userId,
      actor: "system" as const,
      arguments: { task_id: id, version: null, patch: {} },
      key: `zone/${zone}/${id}/${version}`,
    })),
  );
}
