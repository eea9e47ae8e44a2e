import { addDays } from "../../../../functions/_shared/domain/days.ts";
import { Empty } from "../../parts/empty.tsx";
import { Icon } from "../../parts/icon.tsx";
import { upcoming } from "../../state/lists.ts";
import { type Item, today } from "../../state/memory.ts";
import { dayName } from "../../state/names.ts";
import { route, setParams } from "../../state/router.ts";
import { formatDate, timeName } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import { type Group, TaskList } from "../tasks/list/task-list.tsx";
import { Calendar } from "./calendar.tsx";
import { type Future, futureOccurrences } from "./future.ts";

/** Days that the list shows one by one. */
const ahead = 60;

/** Planned tasks as a list or a calendar, with the future occurrences of repeating tasks. */
export function UpcomingView() {
  const calendar = route.value.params.get("as") === "calendar";
  return (
    <div class={calendar ? "view view-wide" : "view"}>
      <header class="view-head">
        <div>
          <h1>{t.view.upcoming}</h1>
          <p class="subtitle">{upcoming.value.length > 0 ? t.tasks(upcoming.value.length) : "\u00a0"}</p>
        </div>
        <fieldset class="segments" aria-label={t.view.upcoming}>
          {(["list", "calendar"] as const).map((as) => (
            <button
              key={as}
              type="button"
              class="segment-button"
              aria-pressed={calendar === (as === "calendar")}
              onClick={() => setParams({ as: as === "list" ? null : as })}
            >
              {t.upcoming[as]}
            </button>
          ))}
        </fieldset>
      </header>
      {calendar ? <Calendar /> : <List />}
    </div>
  );
}

function List() {
  const last = addDays(today.value, ahead);
  const future = futureOccurrences(today.value, last);
  const days = new Map<string, { items: Item[]; future: Future[] }>();
  const at = (day: string) => {
    let found = days.get(day);
    if (!found) {
      found = { items: [], future: [] };
      days.set(day, found);
    }
    return found;
  };
  const later: Item[] = [];
  for (const item of upcoming.value) {
    if ((item.day as string) > last) later.push(item);
    else at(item.day as string).items.push(item);
  }
  for (const one of future) at(one.date).future.push(one);
  const groups: Group[] = [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, { items, future: coming }]) => ({
      id: day,
      label: heading(day),
      date: day,
      items,
      showDay: false,
      after: coming.length > 0 && <FutureRows coming={coming} />,
    }));
  if (later.length > 0) groups.push({ id: "later", label: t.upcoming.later, items: later });
  if (groups.length === 0)
    return <Empty icon="calendar" title={t.empty.upcoming[0] ?? ""} text={t.empty.upcoming[1] ?? ""} />;
  return <TaskList groups={groups} />;
}

function heading(day: string): string {
  const date = formatDate(day, { weekday: "long", day: "numeric", month: "short" });
  return day === addDays(today.value, 1) ? `${dayName(day)} · ${date}` : date;
}

function FutureRows({ coming }: { coming: Future[] }) {
  return (
    <ul class="rows future">
      {coming.map(({ item, date }) => (
        <li key={item.key + date} class="row row-future">
          <span class="check check-future" aria-hidden="true">
            <Icon name="repeat" size={13} />
          </span>
          <a class="row-open" href={`#/tasks/${item.id}`}>
            <span class="row-title">
              <bdi>{item.title}</bdi>
            </span>
            <span class="visually-hidden">{t.list.futureOccurrence}</span>
            {item.time && (
              <span class="row-meta">
                <time class="due">{timeName(item.time)}</time>
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
