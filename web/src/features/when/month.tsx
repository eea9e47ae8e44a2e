// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA pattern of a date grid
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in its cells have the focus
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { addDays, addMonths, weekday } from "../../../../functions/_shared/domain/days.ts";
import { Icon } from "../../parts/icon.tsx";
import { firstWeekday, formatDate, weekdayNames } from "../../words/dates.ts";
import { t } from "../../words/index.ts";

/** A month's days, of which one is chosen: arrows go by a day or a week, Page Up and Down by a month, with Shift by a year. */
export function Month({
  value,
  today,
  min = "",
  onPick,
}: {
  value: string;
  today: string;
  /** Days before it cannot be chosen. */
  min?: string;
  onPick: (date: string) => void;
}) {
  // The day with the keyboard's cursor; its month is shown.
  const [at, setAt] = useState(value);
  const grid = useRef<HTMLTableElement>(null);
  const byKey = useRef(false);
  useLayoutEffect(() => setAt(value), [value]);
  useLayoutEffect(() => {
    if (byKey.current) grid.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
    byKey.current = false;
  }, [at]);
  const first = `${at.slice(0, 7)}-01`;
  const start = firstOfWeek(first);
  const days = Array.from({ length: 42 }, (_, i) => addDays(start, i));
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(at, event, getComputedStyle(event.currentTarget as Element).direction === "rtl");
    if (!next) return;
    event.preventDefault();
    byKey.current = true;
    setAt(next);
  };
  return (
    <div class="days">
      <div class="days-head">
        <h3 aria-live="polite">{formatDate(first, { month: "long", year: "numeric" })}</h3>
        <Step label={t.upcoming.previous} icon="back" onClick={() => setAt(addMonths(at, -1))} />
        <Step label={t.upcoming.next} icon="forward" onClick={() => setAt(addMonths(at, 1))} />
      </div>
      <table ref={grid} role="grid" aria-label={t.upcoming.calendar} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdayNames("short").map(({ day, name }) => (
              <th key={day} scope="col">
                {name.slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[0, 7, 14, 21, 28, 35].map((from) => (
            <tr key={from}>
              {days.slice(from, from + 7).map((date) => (
                <td key={date} role="gridcell" aria-selected={date === value}>
                  <button
                    type="button"
                    class="day"
                    tabIndex={date === at ? 0 : -1}
                    aria-label={formatDate(date, {
                      weekday: "long",
                      day: "numeric",
                      month: "long",
                      year: "numeric",
                    })}
                    aria-current={date === today ? "date" : undefined}
                    data-outside={date.slice(0, 7) !== first.slice(0, 7)}
                    disabled={date < min}
                    onClick={() => onPick(date)}
                  >
                    {Number(date.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Step({ label, icon, onClick }: { label: string; icon: "back" | "forward"; onClick: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

const firstOfWeek = (date: string): string => addDays(date, -((weekday(date) - firstWeekday() + 7) % 7));

/** The day that a key leads to. */
function moved(at: string, { key, shiftKey }: KeyboardEvent, isRtl: boolean): string | undefined {
  const ahead = isRtl ? -1 : 1;
  const byDays = { ArrowLeft: -ahead, ArrowRight: ahead, ArrowUp: -7, ArrowDown: 7 }[key];
  if (byDays) return addDays(at, byDays);
  const byMonths = { PageUp: -1, PageDown: 1 }[key];
  if (byMonths) return addMonths(at, shiftKey ? 12 * byMonths : byMonths);
  if (key === "Home") return firstOfWeek(at);
  return key === "End" ? addDays(firstOfWeek(at), 6) : undefined;
}
