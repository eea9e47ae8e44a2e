import { Choice } from "../../../parts/fields.tsx";
import { Icon } from "../../../parts/icon.tsx";
import { filterOf, tags } from "../../../state/lists.ts";
import { today } from "../../../state/memory.ts";
import { route, setParams } from "../../../state/router.ts";
import { t } from "../../../words/index.ts";

/** Every filter of the list and its order; the address keeps them. */
export function FilterBar() {
  const filter = filterOf(route.value.params);
  const sort = filter.sort.replace(/^-/, "");
  const descending = filter.sort.startsWith("-");
  const narrowed = [...route.value.params.keys()].length > 0;
  const ranged = filter.from !== "" || filter.to !== "";
  const toggle = (name: "priority" | "tag", value: string) => {
    const values = filter[name];
    setParams({
      [name]: values.includes(value) ? values.filter((one) => one !== value) : [...values, value],
    });
  };
  return (
    <section class="filter-bar" aria-label={t.filter.title}>
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
      <Choice
        inline
        label={t.filter.status}
        value={filter.status}
        options={{ open: t.filter.open, done: t.filter.done, any: t.filter.any }}
        onChange={(status) => setParams({ status: status === "open" ? null : status })}
      />
      <Choice
        inline
        label={t.filter.due}
        value={ranged ? "range" : filter.due}
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
      {ranged && (
        <>
          <label class="inline-field">
            <span>{t.filter.from}</span>
            <input
              type="date"
              value={filter.from}
              onInput={(event) => setParams({ from: event.currentTarget.value })}
            />
          </label>
          <label class="inline-field">
            <span>{t.filter.to}</span>
            <input
              type="date"
              value={filter.to}
              onInput={(event) => setParams({ to: event.currentTarget.value })}
            />
          </label>
        </>
      )}
      <div class="inline-fields nowrap">
        <Choice
          inline
          label={t.filter.sort}
          value={sort}
          options={t.filter.sorts}
          onChange={(key) => setParams({ sort: key === "due" ? null : key })}
        />
        <button
          type="button"
          class="icon-button"
          aria-pressed={descending}
          aria-label={descending ? t.filter.descending : t.filter.ascending}
          title={descending ? t.filter.descending : t.filter.ascending}
          onClick={() => setParams({ sort: descending ? sort : `-${sort}` })}
        >
          <span aria-hidden="true">{descending ? "↓" : "↑"}</span>
        </button>
      </div>
      <div class="filter-toggles">
        {(["high", "medium", "low"] as const).map((level) => (
          <Toggle
            key={level}
            label={t.priority[level]}
            on={filter.priority.includes(level)}
            onClick={() => toggle("priority", level)}
          />
        ))}
        {[...new Set([...filter.tag, ...tags.value.slice(0, 10).map(([tag]) => tag)])].map((tag) => (
          <Toggle
            key={tag}
            label={`#${tag}`}
            on={filter.tag.includes(tag)}
            onClick={() => toggle("tag", tag)}
          />
        ))}
        {narrowed && (
          <button
            type="button"
            class="button small quiet"
            onClick={() =>
              setParams(Object.fromEntries([...route.value.params.keys()].map((name) => [name, null])))
            }
          >
            {t.filter.clear}
          </button>
        )}
      </div>
    </section>
  );
}

function Toggle({ label, on, onClick }: { label: string; on: boolean; onClick: () => void }) {
  return (
    <button type="button" class="toggle" aria-pressed={on} onClick={onClick}>
      {label}
    </button>
  );
}
