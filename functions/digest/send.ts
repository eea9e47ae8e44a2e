import { notificationEvent } from "../_shared/contract/notification.ts";
import { Settings } from "../_shared/domain/settings.ts";
import { localDateTime } from "../_shared/domain/time.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { tryEach } from "../_shared/platform/each.ts";
import {
  agendaOf,
  type DigestUser,
  digestId,
  digestUsers,
  recordDigest,
} from "../_shared/store/accounts/digest.ts";

/** Sends the digest to everyone whose hour has come today and who has not received it; a failure stops no other. */
export async function sendDigests(deps: Deps): Promise<void> {
  const now = deps.now();
  await tryEach("digest", digestUsers(deps.db), (user) => sendDigest(deps, user, now), {
    idOf: ({ id }) => id,
  });
}

async function sendDigest(deps: Deps, user: DigestUser, now: Date): Promise<void> {
  const { date, time } = localDateTime(now, user.time_zone);
  if (Number(time.slice(0, 2)) < Settings.parse(user.settings).notifications.digest_hour) return;
  const id = digestId(user.id, date);
  if (user.last_digest === id) return;
  const agenda = await agendaOf(deps.db, user.id, date);
  if (agenda.today.length + agenda.overdue.length > 0)
    await deps.sidecar.publish([
      notificationEvent("digest", "system", now, {
        ...{ kind: "digest", user_id: user.id, notification_id: id, requested_at: now.toISOString() },
        ...agenda,
      }),
    ]);
  await recordDigest(deps.db, user.id, id);
}
