import type { Deps } from "../_shared/dapr/deps.ts";
import { localDate, localDateTime } from "../_shared/domain/time.ts";
import { eventTypes, type Notification } from "../_shared/events/schemas.ts";
import { topics } from "../_shared/events/topics.ts";
import { derivedId } from "../_shared/ids.ts";
import { type Agenda, agendaOf, digestUsers } from "../_shared/store/digest.ts";

/** Sends the digest to everyone whose hour has come today and who has not had it. */
export async function sendDigests(deps: Deps): Promise<void> {
  const now = deps.now();
  for await (const user of digestUsers(deps.db)) {
    const { date, time } = localDateTime(now, user.time_zone);
    if (Number(time.slice(0, 2)) < user.digest_hour) continue;
    // The id is the day's: sent again, it meets its own rows in the ledger.
    const id = derivedId("digest", user.id, date);
    if (user.last_digest === id) continue;
    const agenda = await agendaOf(deps.db, user.id, localDate(now, user.time_zone));
    if (agenda.today.length + agenda.overdue.length > 0) await publish(deps, user.id, id, now, agenda);
    await deps.db.query("update users set last_digest = $2 where id = $1", [user.id, id]);
  }
}

async function publish(deps: Deps, userId: string, id: string, now: Date, agenda: Agenda): Promise<void> {
  const data: Notification = {
    task_id: null,
    title: titleOf(agenda),
    body: [...agenda.overdue.map((title) => `Overdue: ${title}`), ...agenda.today].join("\n"),
    due_at: null,
    remind_at: now.toISOString(),
    user_id: userId,
    reminder_id: id,
    kind: "digest",
    late: false,
  };
  await deps.sidecar.publish([
    {
      topic: topics.notifications,
      event: {
        specversion: "1.0",
        id,
        source: "/digest",
        type: eventTypes.reminder.triggered,
        time: now.toISOString(),
        datacontenttype: "application/json",
        partitionkey: userId,
        actor: "system",
        data,
      },
    },
  ]);
}

function titleOf({ today, overdue }: Agenda): string {
  const parts = [
    ...(today.length > 0 ? [`${today.length} for today`] : []),
    ...(overdue.length > 0 ? [`${overdue.length} overdue`] : []),
  ];
  return `Your day: ${parts.join(", ")}`;
}
