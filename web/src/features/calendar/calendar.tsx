import { useRef } from "preact/hooks";
import { addDays, addMonths, weekday } from "../../../../functions/_shared/domain/days.ts";
import { Icon } from "../../parts/icon.tsx";
import { openItems } from "../../state/lists.ts";
import { type Item, today } from "../../state/memory.ts";
import { route, setParams, taskHash } from "../../state/router.ts";
import { sheet } from "../../state/sheet.ts";
import { firstWeekday, formatDate, formatter, timeName, weekdayNames } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import { drag, dropOn } from "../tasks/drag.ts";
import { byTime, futureOccurrences } from "./future.ts";

const shownPerDay = 4;

/** The weeks from the current one on, or a month: tasks can be dragged from day to day, future occurrences are drawn lightly. */
export function Calendar() {
  const chosen = route.value.params.get("month");
  const month = chosen ?? today.value.slice(0, 7);
  const first = `${month}-01`;
  const from = chosen ? first : today.value;
  const start = addDays(from, -((weekday(from) - firstWeekday() + 7) % 7));
  const days = Array.from({ length: 42 }, (_, i) => addDays(start, i));
  const last = days[41] as string;
  const byDay = new Map<string, Item[]>();
  for (const item of openItems.value)
    if (item.day && item.day >= start && item.day <= last)
      byDay.set(item.day, [...(byDay.get(item.day) ?? []), item]);
  const future = new Map<string, Item[]>();
  for (const { item, date } of futureOccurrences(start, last))
    future.set(date, [...(future.get(date) ?? []), item]);
  const grid = useRef<HTMLTableElement>(null);
  const shown = { month: "long", year: "numeric" } as const;
  const heading = chosen
    ? formatDate(first, shown)
    : formatter({ ...shown, timeZone: "UTC" }).formatRange(new Date(start), new Date(last));
  const to = (months: number) => setParams({ month: addMonths(first, months).slice(0, 7) });
  return (
    <section class="calendar" aria-label={t.upcoming.calendar}>
      <header class="calendar-head">
        <h2 aria-live="polite">{heading}</h2>
        <button type="button" class="button small" onClick={() => setParams({ month: null })}>
          {t.upcoming.todayButton}
        </button>
        <button type="button" class="icon-button" aria-label={t.upcoming.previous} onClick={() => to(-1)}>
          <Icon name="back" />
        </button>
        <button type="button" class="icon-button" aria-label={t.upcoming.next} onClick={() => to(1)}>
          <Icon name="forward" />
        </button>
      </header>
      <table ref={grid} class="month">
        <thead>
          <tr>
            {weekdayNames("short").map(({ day, name }) => (
              <th key={day} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[0, 1, 2, 3, 4, 5].map((week) => (
            <tr key={week}>
              {days.slice(week * 7, week * 7 + 7).map((date) => (
                <Day
                  key={date}
                  date={date}
                  outside={chosen !== null && !date.startsWith(month)}
                  items={byDay.get(date) ?? []}
                  future={future.get(date) ?? []}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Day({
  date,
  outside,
  items,
  future,
}: {
  date: string;
  outside: boolean;
  items: Item[];
  future: Item[];
}) {
  // Of the same time, the tasks that are there come before those to come.
  const all = [...items, ...future].sort(byTime);
  const shown = all.slice(0, shownPerDay);
  const more = all.length - shown.length;
  const full = formatDate(date, { weekday: "long", day: "numeric", month: "long" });
  return (
    <td data-outside={outside} data-today={date === today.value} {...dropOn(date)}>
      <button
        type="button"
        class="day-number"
        aria-label={`${t.quickAdd.button}: ${full}`}
        aria-current={date === today.value ? "date" : undefined}
        onClick={() => {
          sheet.value = { name: "quick-add", defaults: { due: { date } } };
        }}
      >
        {Number(date.slice(8))}
      </button>
      {date.endsWith("-01") && (
        <span class="day-month" aria-hidden="true">
          {formatDate(date, { month: "short" })}
        </span>
      )}
      <ul>
        {shown.map((item) => {
          const isComing = !items.includes(item);
          return (
            <li key={`${isComing}-${item.key}`}>
              <a
                class={isComing ? "event event-future" : "event"}
                data-priority={isComing ? undefined : item.priority}
                href={taskHash(item.id)}
                draggable={!isComing}
                onDragStart={(event) => !isComing && drag.start(event, item)}
                onDragEnd={drag.end}
              >
                {item.time && <time>{timeName(item.time)}</time>} <bdi>{item.title}</bdi>
                {isComing && <span class="visually-hidden"> ({t.list.futureOccurrence})</span>}
              </a>
            </li>
          );
        })}
      </ul>
      {all.length > 0 && (
        <a
          class="day-count"
          href={`#/all?status=open&from=${date}&to=${date}`}
          aria-label={`${full}: ${t.tasks(all.length)}`}
        >
          {all.length}
        </a>
      )}
      {more > 0 && (
        <a class="day-more" href={`#/all?status=open&from=${date}&to=${date}`}>
          {t.upcoming.more(more)}
        </a>
      )}
    </td>
  );
}
