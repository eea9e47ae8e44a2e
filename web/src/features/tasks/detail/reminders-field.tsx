import { useState } from "preact/hooks";
import { partTimes } from "../../../../../functions/_shared/domain/quick-add/words.ts";
import type { Reminder } from "../../../core/types.ts";
import { TimeInput } from "../../../parts/date-input.tsx";
import { Icon } from "../../../parts/icon.tsx";
import { update } from "../../../state/actions.ts";
import type { Item } from "../../../state/memory.ts";
import { reminderName } from "../../../state/names.ts";
import { askWhen } from "../../../state/sheet.ts";
import { t } from "../../../words/index.ts";
import { ReminderLedger } from "./reminder-ledger.tsx";

const common = ["PT0S", "PT10M", "PT30M", "PT1H", "P1D", "P1W"];
/** Of a day without a time, minutes and hours say nothing. */
const days = ["P0D", "P1D", "P2D", "P1W"];
const ofWholeDays = ["PT0S", "P1D", "P2D", "P1W"];
const keyOf = (reminder: Reminder): string =>
  "at" in reminder ? reminder.at : `${reminder.before}${"time" in reminder ? reminder.time : ""}`;

/** When the task reminds: before it is due, or at a certain time. */
export function RemindersField({ item }: { item: Item }) {
  const [atTime, setAtTime] = useState(false);
  const set = (reminders: Reminder[]) => update([item.id], { reminders });
  const taken = new Set(item.reminders.map(keyOf));
  const choices = item.due
    ? (item.due.time ? common : ofWholeDays).filter((before) => !taken.has(before))
    : [];
  const choose = (value: string, field: Element) => {
    setAtTime(value === "time");
    if (value === "time") return;
    if (value === "custom") askWhen("remind", [item.id], field);
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
              choose(event.currentTarget.value, event.currentTarget);
              event.currentTarget.value = "";
            }}
          >
            <option value="">{t.detail.addReminder}</option>
            {choices.map((before) => (
              <option key={before} value={before}>
                {reminderName({ before })}
              </option>
            ))}
            {item.due && <option value="time">{t.reminder.atTimeOfDay}</option>}
            <option value="custom">{t.reminder.custom}</option>
          </select>
        )}
        {atTime && item.due && (
          <AtTime
            onAdd={(reminder) => {
              if (!taken.has(keyOf(reminder))) set([...item.reminders, reminder]);
              setAtTime(false);
            }}
          />
        )}
        {item.id > 0 && item.reminders.length > 0 && <ReminderLedger id={item.id} version={item.version} />}
      </div>
    </div>
  );
}

/** So many days before, or on the day, at a time of day. */
function AtTime({ onAdd }: { onAdd: (reminder: Reminder) => void }) {
  const [before, setBefore] = useState(days[0] as string);
  const [time, setTime] = useState<string>(partTimes.morning);
  const names = days.map((day) => [day, day === "P0D" ? t.reminder.sameDay : reminderName({ before: day })]);
  return (
    <div class="inline-fields">
      <select
        aria-label={t.reminder.day}
        value={before}
        onChange={(event) => setBefore(event.currentTarget.value)}
      >
        {names.map(([day, name]) => (
          <option key={day} value={day}>
            {name}
          </option>
        ))}
      </select>
      <TimeInput label={t.detail.time} value={time} onChange={setTime} />
      <button type="button" class="button small" onClick={() => time && onAdd({ before, time })}>
        {t.add}
      </button>
    </div>
  );
}
