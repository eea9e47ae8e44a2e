import { useEffect, useState } from "preact/hooks";
import { localOf } from "../../../../../functions/_shared/domain/wall-clock.ts";
import { Empty, Skeleton } from "../../../parts/empty.tsx";
import { Icon, type IconName } from "../../../parts/icon.tsx";
import { lazy } from "../../../parts/lazy.tsx";
import { isNew } from "../../../state/account.ts";
import { reschedule } from "../../../state/actions.ts";
import {
  closedAt,
  completed,
  dueToday,
  filtered,
  inbox,
  overdue,
  search,
  tagged,
  trash,
} from "../../../state/lists.ts";
import { type Item, items, loaded, today, zone } from "../../../state/memory.ts";
import { dayName } from "../../../state/names.ts";
import { clearParams, route, setParams, type ViewName } from "../../../state/router.ts";
import { askPurge, sheet } from "../../../state/sheet.ts";
import { formatDate } from "../../../words/dates.ts";
import { t } from "../../../words/index.ts";
import { QuickAdd } from "../../quick-add/quick-add.tsx";
import { viewDefaults } from "../../quick-add/view-defaults.ts";
import { type Group, TaskList } from "./task-list.tsx";

export const FilterBar = lazy(async () => (await import("./filter-bar.tsx")).FilterBar);

const addsTasks = new Set<ViewName>(["inbox", "today", "all", "tag"]);

/** The views that consist of one list. */
export function ListView() {
  const { view, arg } = route.value;
  const groups = groupsOf(view);
  const empty = groups.every(({ items }) => items.length === 0);
  const count = groups.reduce((sum, group) => sum + group.items.length, 0);
  return (
    <div class="view">
      <header class="view-head">
        <div>
          <h1>{view === "tag" ? `#${arg}` : t.view[view]}</h1>
          <p class="subtitle">{subtitle(view, count)}</p>
        </div>
        {view === "tag" && (
          <button
            type="button"
            class="icon-button"
            aria-label={t.tag.title(arg)}
            title={t.tag.title(arg)}
            onClick={() => {
              sheet.value = { name: "tag", tag: arg };
            }}
          >
            <Icon name="pencil" />
          </button>
        )}
        {view === "trash" && count > 0 && (
          <button
            type="button"
            class="button small danger"
            onClick={() => askPurge(trash.value.map(({ id }) => id))}
          >
            <Icon name="trash" />
            {t.list.purgeAll(count)}
          </button>
        )}
      </header>
      {addsTasks.has(view) && <QuickAdd defaults={viewDefaults()} autoFocus={isNew.value} />}
      {view === "search" && <SearchField />}
      {view === "all" && <FilterBar />}
      <Loading>
        {empty ? <NoTasks view={view} /> : <TaskList groups={groups} glides={view !== "search"} />}
      </Loading>
    </div>
  );
}

function subtitle(view: ViewName, count: number): string {
  if (view === "today") return formatDate(today.value, { weekday: "long", day: "numeric", month: "long" });
  if (view === "trash" && count > 0) return `${t.tasks(count)} · ${t.list.kept}`;
  return count > 0 ? t.tasks(count) : "\u00a0";
}

function groupsOf(view: ViewName): Group[] {
  const { params } = route.value;
  switch (view) {
    case "inbox":
      return [{ id: "inbox", items: inbox.value }];
    case "all":
      return [{ id: "all", items: filtered.value }];
    case "tag":
      return [{ id: "tag", items: tagged.value }];
    case "completed":
      return byDay(completed.value);
    case "trash":
      return [{ id: "trash", items: trash.value }];
    case "search":
      return [
        {
          id: "search",
          items: search(
            items.value.filter((item) => !item.deleted_at),
            params.get("q") ?? "",
          ),
        },
      ];
    default:
      return todayGroups();
  }
}

function todayGroups(): Group[] {
  const late = overdue.value;
  if (late.length === 0) return [{ id: "today", items: dueToday.value, showDay: false, date: today.value }];
  const moveAll = (
    <button
      type="button"
      class="button small"
      onClick={() =>
        reschedule(
          late.map(({ id }) => id),
          { date: today.value },
        )
      }
    >
      {t.list.rescheduleAll}
    </button>
  );
  return [
    { id: "overdue", label: t.list.overdue, tone: "late", items: late, action: moveAll },
    { id: "today", label: t.list.today, items: dueToday.value, showDay: false, date: today.value },
  ];
}

function byDay(closed: readonly Item[]): Group[] {
  const groups = new Map<string, Item[]>();
  for (const item of closed) {
    const day = localOf(new Date(closedAt(item)), zone.value).date;
    const group = groups.get(day);
    if (group) group.push(item);
    else groups.set(day, [item]);
  }
  return [...groups].map(([day, found]) => ({ id: day, label: dayName(day), items: found }));
}

function SearchField() {
  const q = route.value.params.get("q") ?? "";
  return (
    <label class="search-field">
      <Icon name="search" />
      <span class="visually-hidden">{t.view.search}</span>
      <input
        type="search"
        value={q}
        placeholder={t.view.search}
        ref={(element) => {
          if (element && !element.dataset.seen) {
            element.dataset.seen = "true";
            element.focus();
          }
        }}
        onInput={(event) => setParams({ q: event.currentTarget.value })}
      />
    </label>
  );
}

/** Until the first load is complete: nothing for a moment, then the outline of a list. */
function Loading({ children }: { children: preact.ComponentChildren }) {
  const [slow, setSlow] = useState(false);
  const waiting = !loaded.value && items.value.length === 0;
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!waiting) return <>{children}</>;
  return slow ? <Skeleton /> : null;
}

const drawings: Partial<Record<ViewName, IconName>> = {
  inbox: "inbox",
  today: "sun",
  all: "layers",
  tag: "hash",
  completed: "done",
  trash: "trash",
  search: "search",
};

function NoTasks({ view }: { view: ViewName }) {
  const first = items.value.length === 0 && addsTasks.has(view);
  if (first) return <Empty title={t.empty.firstTitle} text={t.empty.firstText} examples />;
  const { params } = route.value;
  const isStart = view === "search" && !params.get("q");
  const [title, text] = isStart ? t.empty.searchStart : t.empty[view as "today"];
  const clear = { label: t.filter.clear, run: clearParams };
  const isFiltered = !isStart && (view === "search" || (view === "all" && [...params].length > 0));
  return (
    <Empty
      title={title}
      text={text}
      {...(drawings[view] && { icon: drawings[view] })}
      action={isFiltered ? clear : undefined}
    />
  );
}
