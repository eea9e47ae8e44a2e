import { useState } from "preact/hooks";
import { addDays, weekday } from "../../../../functions/_shared/domain/days.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { reschedule, tomorrow } from "../../state/actions.ts";
import { find, today } from "../../state/memory.ts";
import { clearSelection } from "../../state/selection.ts";
import { closeSheet } from "../../state/sheet.ts";
import { formatDate } from "../../words/dates.ts";
import { t } from "../../words/index.ts";

/** Quick dates, or any date and time. */
export function ScheduleSheet({ ids }: { ids: number[] }) {
  const items = ids.flatMap((id) => find(id) ?? []);
  const first = items[0];
  const [date, setDate] = useState(first?.day ?? today.value);
  const [time, setTime] = useState(items.length === 1 ? (first?.due?.time ?? "") : "");
  const move = (to: string | null, at?: string | null) => {
    reschedule(ids, to, at);
    clearSelection();
    closeSheet();
  };
  const weekdayNow = weekday(today.value);
  const choices: [IconName, string, string | null][] = [
    ["sun", t.schedule.today, today.value],
    ["forward", t.schedule.tomorrow, tomorrow()],
    ["skip", t.schedule.nextWeek, addDays(today.value, 8 - weekdayNow)],
  ];
  // On a Saturday or Sunday, this weekend is today or tomorrow.
  if (weekdayNow < 6)
    choices.splice(2, 0, ["calendar", t.schedule.weekend, addDays(today.value, 6 - weekdayNow)]);
  if (items.every(({ recurrence }) => !recurrence)) choices.push(["close", t.schedule.none, null]);
  const subject = items.length === 1 ? (first?.title ?? "") : t.tasks(items.length);
  return (
    <Dialog label={t.schedule.title(subject)} onClose={closeSheet} kind="narrow">
      <ul class="choices">
        {choices.map(([icon, label, to], i) => (
          <li key={label}>
            <button
              type="button"
              class="choice"
              data-autofocus={i === 0 || undefined}
              onClick={() => move(to)}
            >
              <Icon name={icon} />
              <span>{label}</span>
              {to && (
                <span class="choice-hint">
                  {formatDate(to, { weekday: "short", day: "numeric", month: "short" })}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (date) move(date, items.length === 1 ? time || null : time || undefined);
        }}
      >
        <label class="field">
          <span>{t.schedule.pick}</span>
          <input type="date" value={date} required onInput={(event) => setDate(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{t.schedule.time}</span>
          <input type="time" value={time} onInput={(event) => setTime(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button primary">
          {t.schedule.apply}
        </button>
      </form>
    </Dialog>
  );
}
