import { useState } from "preact/hooks";
import { priorities } from "../../../../../functions/_shared/domain/task/fields.ts";
import { DateInput } from "../../../parts/date-input.tsx";
import { Choice } from "../../../parts/fields.tsx";
import { Icon } from "../../../parts/icon.tsx";
import { type Filter, filterOf, tags } from "../../../state/lists.ts";
import { today } from "../../../state/memory.ts";
import { dayName } from "../../../state/names.ts";
import { clearParams, route, setParams } from "../../../state/router.ts";
import { t } from "../../../words/index.ts";

/** Filters and order of the list, in one line; the address stores them. What is set is a chip that can be removed. */
export function FilterBar() {
  const filter = filterOf(route.value.params);
  const [open, setOpen] = useState(false);
  return (
    <section class="filter-bar" aria-label={t.filter.title}>
      <div class="filter-line">
        <label class="filter-text">
          <Icon name="filter" size={16} />
          <span class="visually-hidden">{t.filter.search}</span>
          <input
            type="search"
            value={filter.q}
            placeholder={t.filter.search}
            onInput={(event) => setParams({ q: event.currentTarget.value })}
          />
        </label>
        <button
          type="button"
          class="toggle"
          aria-expanded={open}
          aria-controls="filters"
          onClick={() => setOpen(!open)}
        >
          {t.filter.title}
        </button>
        <ActiveFilters filter={filter} />
      </div>
      {open && (
        <div id="filters" class="filter-more">
          <Choice
            inline
            label={t.filter.status}
            value={filter.status}
            options={{ open: t.filter.open, done: t.filter.done, any: t.filter.any }}
            onChange={(status) => setParams({ status: status === "open" ? null : status })}
          />
          <DueFilter filter={filter} />
          <Order sort={filter.sort} />
          <Toggles filter={filter} />
        </div>
      )}
    </section>
  );
}

/** What is set, but for the words. */
function ActiveFilters({ filter }: { filter: Filter }) {
  const { status, due, from, to, sort } = filter;
  const dues: Record<string, string> = {
    overdue: t.filter.dueOverdue,
    today: t.filter.dueToday,
    none: t.filter.dueNone,
  };
  const without = (name: "priority" | "tag", value: string) => filter[name].filter((one) => one !== value);
  const chips: [label: string, change: Record<string, string | string[] | null>][] = [];
  if (status !== "open") chips.push([t.filter[status], { status: null }]);
  if (dues[due]) chips.push([dues[due], { due: null }]);
  if (from || to)
    chips.push([[from, to].map((day) => day && dayName(day)).join(" – "), { from: null, to: null }]);
  for (const level of filter.priority)
    chips.push([t.priority[level as "high"], { priority: without("priority", level) }]);
  for (const tag of filter.tag) chips.push([`#${tag}`, { tag: without("tag", tag) }]);
  if (sort !== "due") {
    const key = sort.replace(/^-/, "") as keyof typeof t.filter.sorts;
    chips.push([`${t.filter.sorts[key] ?? key} ${sort.startsWith("-") ? "↓" : "↑"}`, { sort: null }]);
  }
  return chips.map(([label, change]) => (
    <button
      key={label}
      type="button"
      class="chip"
      aria-label={t.remove(label)}
      onClick={() => setParams(change)}
    >
      {label}
      <Icon name="close" size={13} />
    </button>
  ));
}

/** When it is due: one of the common choices, or between two days. */
function DueFilter({ filter: { due, from, to } }: { filter: Filter }) {
  const ranged = from !== "" || to !== "";
  return (
    <>
      <Choice
        inline
        label={t.filter.due}
        value={ranged ? "range" : due}
        options={{
          "": t.filter.dueAny,
          overdue: t.filter.dueOverdue,
          today: t.filter.dueToday,
          none: t.filter.dueNone,
          range: t.filter.dueRange,
        }}
        onChange={(due) =>
          setParams(due === "range" ? { due: null, from: today.value } : { due, from: null, to: null })
        }
      />
      {ranged && <DayFilter label={t.filter.from} name="from" value={from} />}
      {ranged && <DayFilter label={t.filter.to} name="to" value={to} />}
    </>
  );
}

function DayFilter({ label, name, value }: { label: string; name: "from" | "to"; value: string }) {
  return (
    <span class="inline-field">
      <span aria-hidden="true">{label}</span>
      <DateInput label={label} value={value} onChange={(day) => setParams({ [name]: day })} />
    </span>
  );
}

/** The sort key and its direction. */
function Order({ sort }: { sort: string }) {
  const key = sort.replace(/^-/, "");
  const descending = sort.startsWith("-");
  const label = descending ? t.filter.descending : t.filter.ascending;
  return (
    <div class="inline-fields nowrap">
      <Choice
        inline
        label={t.filter.sort}
        value={key}
        options={t.filter.sorts}
        onChange={(next) => setParams({ sort: next === "due" ? null : next })}
      />
      <button
        type="button"
        class="icon-button"
        aria-pressed={descending}
        aria-label={label}
        title={label}
        onClick={() => setParams({ sort: descending ? key : `-${key}` })}
      >
        <span aria-hidden="true">{descending ? "↓" : "↑"}</span>
      </button>
    </div>
  );
}

/** Priorities and tags, and a button to clear the filters. */
function Toggles({ filter }: { filter: Filter }) {
  const toggle = (name: "priority" | "tag", value: string) => {
    const values = filter[name];
    setParams({
      [name]: values.includes(value) ? values.filter((one) => one !== value) : [...values, value],
    });
  };
  return (
    <div class="filter-toggles">
      {priorities.map((level) => (
        <Toggle
          key={level}
          label={t.priority[level]}
          on={filter.priority.includes(level)}
          onClick={() => toggle("priority", level)}
        />
      ))}
      {[...new Set([...filter.tag, ...tags.value.slice(0, 30).map(([tag]) => tag)])].map((tag) => (
        <Toggle
          key={tag}
          label={`#${tag}`}
          on={filter.tag.includes(tag)}
          onClick={() => toggle("tag", tag)}
        />
      ))}
      {[...route.value.params].length > 0 && (
        <button type="button" class="button small quiet" onClick={clearParams}>
          {t.filter.clear}
        </button>
      )}
    </div>
  );
}

function Toggle({ label, on, onClick }: { label: string; on: boolean; onClick: () => void }) {
  return (
    <button type="button" class="toggle" aria-pressed={on} onClick={onClick}>
      {label}
    </button>
  );
}
