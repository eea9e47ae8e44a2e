import { useState } from "preact/hooks";
import { instantOf, localOf } from "../../../../../functions/_shared/domain/wall-clock.ts";
import type { Reminder } from "../../../core/types.ts";
import { DateInput, TimeInput } from "../../../parts/date-input.tsx";
import { Icon } from "../../../parts/icon.tsx";
import { update } from "../../../state/actions.ts";
import { type Item, zone } from "../../../state/memory.ts";
import { reminderName } from "../../../state/names.ts";
import { t } from "../../../words/index.ts";
import { ReminderLedger } from "./reminder-ledger.tsx";

const common = ["PT0S", "PT10M", "PT30M", "PT1H", "P1D", "P1W"];
/** Of a day without a time, minutes and hours say nothing. */
const ofWholeDays = ["PT0S", "P1D", "P2D", "P1W"];
const keyOf = (reminder: Reminder): string =>
  "at" in reminder ? reminder.at : `${reminder.before}${"time" in reminder ? reminder.time : ""}`;

/** When the task reminds: before it is due, or at a certain time. */
export function RemindersField({ item }: { item: Item }) {
  const [custom, setCustom] = useState(false);
  const set = (reminders: Reminder[]) => update([item.id], { reminders });
  const taken = new Set(item.reminders.map(keyOf));
  const choices = item.due
    ? (item.due.time ? common : ofWholeDays).filter((before) => !taken.has(before))
    : [];
  const choose = (value: string) => {
    if (value === "custom") setCustom(true);
    else if (value) set([...item.reminders, { before: value }]);
  };
  return (
    <div class="line">
      <span class="line-label">
        <Icon name="bell" />
        {t.detail.reminders}
      </span>
      <div class="line-value">
        <ul class="chips">
          {item.reminders.map((reminder) => (
            <li key={keyOf(reminder)} class="chip">
              {reminderName(reminder)}
              <button
                type="button"
                class="chip-remove"
                aria-label={t.remove(reminderName(reminder))}
                onClick={() => set(item.reminders.filter((one) => one !== reminder))}
              >
                <Icon name="close" size={13} />
              </button>
            </li>
          ))}
        </ul>
        {!item.due && item.reminders.some((reminder) => "before" in reminder) && (
          <p class="hint needs-due">{t.reminder.needsDue}</p>
        )}
        {item.reminders.length < 10 && (
          <select
            class="add-select"
            aria-label={t.detail.addReminder}
            value=""
            onChange={(event) => {
              choose(event.currentTarget.value);
              event.currentTarget.value = "";
            }}
          >
            <option value="">{t.detail.addReminder}</option>
            {choices.map((before) => (
              <option key={before} value={before}>
                {reminderName({ before })}
              </option>
            ))}
            <option value="custom">{t.reminder.custom}</option>
          </select>
        )}
        {custom && (
          <Custom
            onAdd={(at) => {
              set([...item.reminders, { at }]);
              setCustom(false);
            }}
          />
        )}
        {item.id > 0 && item.reminders.length > 0 && <ReminderLedger id={item.id} version={item.version} />}
      </div>
    </div>
  );
}

function Custom({ onAdd }: { onAdd: (at: string) => void }) {
  const now = localOf(new Date(Date.now() + 3600_000), zone.value);
  const [date, setDate] = useState(now.date);
  const [time, setTime] = useState(now.time);
  return (
    <div class="inline-fields">
      <DateInput label={t.detail.date} value={date} onChange={setDate} />
      <TimeInput label={t.detail.time} value={time} onChange={setTime} />
      <button
        type="button"
        class="button small"
        onClick={() => {
          if (date && time) onAdd(instantOf({ date, time }, zone.value).toISOString());
        }}
      >
        {t.add}
      </button>
    </div>
  );
}
