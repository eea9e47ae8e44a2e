import { useState } from "preact/hooks";
import type { ReminderHistory } from "../../../../../functions/_shared/contract/api/notifications.ts";
import type { List } from "../../../../../functions/_shared/contract/api/parts.ts";
import { instantName } from "../../../state/names.ts";
import { session } from "../../../state/session.ts";
import { t } from "../../../words/index.ts";
import { reasonName } from "../../notifications/reason-name.ts";
import { words } from "../../notifications/words.ts";

/** The outcome of the task's reminders: the answer to "why did it not ring?". */
export function ReminderLedger({ id, version }: { id: number; version: number }) {
  const [entries, setEntries] = useState<ReminderHistory[] | null>(null);
  const [failed, setFailed] = useState(false);
  const load = async () => {
    try {
      const { body } = await session.request(`/v1/tasks/${id}/reminders`);
      setEntries((body as List<ReminderHistory>).results);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <details key={version} class="ledger" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary>{t.detail.whyReminder}</summary>
      {failed && <p class="hint">{words().activity.offline}</p>}
      <ul>
        {entries?.map((entry) => (
          <li key={entry.reminder_id}>
            <strong>{instantName(entry.remind_at)}</strong>{" "}
            <span>{t.reminder.states[entry.state] ?? entry.state}</span>
            {entry.reason && <span> – {reasonName(entry.reason)}</span>}
            {entry.deliveries.map((delivery) => (
              <span key={delivery.channel + delivery.sent_at} class="ledger-line">
                {words().activity.channels[delivery.channel] ?? delivery.channel}:{" "}
                {words().activity.status[delivery.status] ?? delivery.status}
                {delivery.sent_at && ` ${instantName(delivery.sent_at)}`}
                {delivery.reason && ` (${reasonName(delivery.reason)})`}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}
