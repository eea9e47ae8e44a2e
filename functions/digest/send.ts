import type { Deps } from "../_shared/dapr/deps.ts";
import { Settings } from "../_shared/domain/settings.ts";
import { localDateTime } from "../_shared/domain/time.ts";
import { tryEach } from "../_shared/each.ts";
import { notificationEvent } from "../_shared/events/notification.ts";
import {
  type Agenda,
  agendaOf,
  type DigestUser,
  digestId,
  digestUsers,
  rememberDigest,
} from "../_shared/store/digest.ts";

/** Sends the digest to everyone whose hour has come today and who has not had it, each by itself. */
export async function sendDigests(deps: Deps): Promise<void> {
  const now = deps.now();
  await tryEach(
    "digest",
    digestUsers(deps.db),
    (user) => sendDigest(deps, user, now),
    ({ id }) => id,
  );
}

async function sendDigest(deps: Deps, user: DigestUser, now: Date): Promise<void> {
  const { date, time } = localDateTime(now, user.time_zone);
  if (Number(time.slice(0, 2)) < Settings.parse(user.settings).notifications.digest_hour) return;
  const id = digestId(user.id, date);
  if (user.last_digest === id) return;
  const agenda = await agendaOf(deps.db, user.id, date);
  if (agenda.today.length + agenda.overdue.length > 0) await publish(deps, user.id, id, now, agenda);
  await rememberDigest(deps.db, user.id, id);
}

async function publish(deps: Deps, user_id: string, id: string, now: Date, agenda: Agenda): Promise<void> {
  const body = [...agenda.overdue.map((title) => `Overdue: ${title}`), ...agenda.today].join("\n");
  const told = { user_id, reminder_id: id, kind: "digest" as const, title: titleOf(agenda), body };
  await deps.sidecar.publish([notificationEvent("digest", "system", now, told)]);
}

function titleOf({ today, overdue }: Agenda): string {
  const parts = [
    ...(today.length > 0 ? [`${today.length} for today`] : []),
    ...(overdue.length > 0 ? [`${overdue.length} overdue`] : []),
  ];
  return `Your day: ${parts.join(", ")}`;
}
