import { useRef } from "preact/hooks";
import { addDays, addMonths, weekday } from "../../../../functions/_shared/domain/days.ts";
import { Icon } from "../../parts/icon.tsx";
import { openItems } from "../../state/lists.ts";
import { type Item, today } from "../../state/memory.ts";
import { route, setParams, taskHash } from "../../state/router.ts";
import { sheet } from "../../state/sheet.ts";
import { firstWeekday, formatDate, timeName, weekdayNames } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import { drag, dropOn } from "../tasks/drag.ts";
import { futureOccurrences } from "./future.ts";

const shownPerDay = 4;

/** A month: tasks can be dragged from day to day, future occurrences are drawn lightly. */
export function Calendar() {
  const month = route.value.params.get("month") ?? today.value.slice(0, 7);
  const first = `${month}-01`;
  const start = addDays(first, -((weekday(first) - firstWeekday() + 7) % 7));
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
  const to = (months: number) => setParams({ month: addMonths(first, months).slice(0, 7) });
  return (
    <section class="calendar" aria-label={t.upcoming.calendar}>
      <header class="calendar-head">
        <h2 aria-live="polite">{formatDate(first, { month: "long", year: "numeric" })}</h2>
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
                  outside={!date.startsWith(month)}
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
  const shown = items.slice(0, shownPerDay);
  const coming = future.slice(0, shownPerDay - shown.length);
  const more = items.length + future.length - shown.length - coming.length;
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
      <ul>
        {shown.map((item) => (
          <li key={item.key}>
            <a
              class="event"
              data-priority={item.priority}
              href={taskHash(item.id)}
              draggable
              onDragStart={(event) => drag.start(event, item)}
              onDragEnd={drag.end}
            >
              {item.due?.time && <time>{timeName(item.due.time)}</time>} <bdi>{item.title}</bdi>
            </a>
          </li>
        ))}
        {coming.map((item) => (
          <li key={`future-${item.key}`}>
            <a class="event event-future" href={taskHash(item.id)}>
              <bdi>{item.title}</bdi>
              <span class="visually-hidden"> ({t.list.futureOccurrence})</span>
            </a>
          </li>
        ))}
      </ul>
      {items.length + future.length > 0 && (
        <a
          class="day-count"
          href={`#/all?status=open&from=${date}&to=${date}`}
          aria-label={`${full}: ${t.tasks(items.length + future.length)}`}
        >
          {items.length + future.length}
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
