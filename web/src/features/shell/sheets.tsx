import { useState } from "preact/hooks";
import { addDays, weekday } from "../../lib/zone.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { reschedule, tomorrow } from "../../state/actions.ts";
import { find, today } from "../../state/memory.ts";
import type { QuickAddDefaults } from "../../state/quick-add-defaults.ts";
import { sheet } from "../../state/ui.ts";
import { formatDate } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import { QuickAdd } from "../quick-add/quick-add.tsx";
import { viewDefaults } from "../quick-add/view-defaults.ts";
import { clearSelection } from "../tasks/list/bulk-bar.tsx";

const close = () => {
  sheet.value = null;
};

/** Quick add from anywhere. */
export function QuickAddSheet({ defaults }: { defaults: QuickAddDefaults }) {
  return (
    <Dialog label={t.quickAdd.label} onClose={close} kind="top" heading={false}>
      <QuickAdd defaults={{ ...viewDefaults(), ...defaults }} autoFocus onAdded={close} />
      <p class="hint">{t.quickAdd.hint}</p>
    </Dialog>
  );
}

/** Quick dates, or any date and time. */
export function ScheduleSheet({ ids }: { ids: number[] }) {
  const items = ids.flatMap((id) => find(id) ?? []);
  const first = items[0];
  const [date, setDate] = useState(first?.day ?? today.value);
  const [time, setTime] = useState(items.length === 1 ? (first?.due?.time ?? "") : "");
  const move = (to: string | null, at?: string | null) => {
    reschedule(ids, to, at);
    clearSelection();
    close();
  };
  const weekdayNow = weekday(today.value);
  const choices: [IconName, string, string | null][] = [
    ["sun", t.schedule.today, today.value],
    ["forward", t.schedule.tomorrow, tomorrow()],
    ["skip", t.schedule.nextWeek, addDays(today.value, 8 - weekdayNow)],
  ];
  // On a Saturday or Sunday it is today and tomorrow that are this weekend.
  if (weekdayNow < 6)
    choices.splice(2, 0, ["calendar", t.schedule.weekend, addDays(today.value, 6 - weekdayNow)]);
  if (items.every(({ recurrence }) => !recurrence)) choices.push(["close", t.schedule.none, null]);
  const subject = items.length === 1 ? (first?.title ?? "") : t.tasks(items.length);
  return (
    <Dialog label={t.schedule.title(subject)} onClose={close} kind="narrow">
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
