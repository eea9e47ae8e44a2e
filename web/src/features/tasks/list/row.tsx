import { useComputed } from "@preact/signals";
import { Icon, type IconName } from "../../../parts/icon.tsx";
import { memo } from "../../../parts/memo.ts";
import { restore } from "../../../state/actions.ts";
import { staying } from "../../../state/grace.ts";
import { type Item, today } from "../../../state/memory.ts";
import { dueName, instantName, isLate } from "../../../state/names.ts";
import { openTask, taskHash } from "../../../state/router.ts";
import {
  anchorAt,
  listedKeys,
  moveCursor,
  reachable,
  selection,
  selectTo,
  toggleSelected,
} from "../../../state/selection.ts";
import { askPurge, askWhen } from "../../../state/sheet.ts";
import { t } from "../../../words/index.ts";
import { Check } from "../check.tsx";
import { drag } from "../drag.ts";

/** One task in a list. */
export const Row = memo(function Row({ item, showDay = true }: { item: Item; showDay?: boolean }) {
  const { key } = item;
  const selected = useComputed(() => selection.value.has(key));
  const inTabOrder = useComputed(() => reachable.value === key);
  const current = useComputed(() => openTask.value === item.id || openTask.value === key);
  // Completed a moment ago: it is shown until it goes, and nothing can be done to it.
  const leaving = useComputed(() => staying.value.has(key) && !listedKeys.value.has(key));
  const tab = inTabOrder.value ? 0 : -1;
  const done = item.status === "done";
  return (
    <li
      class="row"
      data-key={key}
      data-priority={item.priority}
      data-done={done}
      data-deleted={item.deleted_at !== null}
      data-leaving={leaving.value}
      inert={leaving.value}
      data-selected={selected.value}
      data-current={current.value}
      draggable={!done && !item.deleted_at}
      onDragStart={(event) => drag.start(event, item)}
      onDragEnd={drag.end}
      onFocusCapture={() => {
        moveCursor(key);
      }}
    >
      {item.deleted_at ? <span class="check" /> : <Check item={item} size={14} tabIndex={tab} />}
      <a
        class="row-open"
        href={taskHash(item.id)}
        tabIndex={tab}
        draggable={false}
        aria-current={current.value ? "true" : undefined}
        onClick={(event) => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey && selection.value.size === 0) {
            anchorAt(key);
            return;
          }
          event.preventDefault();
          if (event.shiftKey) selectTo(key);
          else toggleSelected(key);
        }}
      >
        <span class="row-title">
          <bdi>{item.title}</bdi>
        </span>
        <Meta item={item} showDay={showDay} />
      </a>
      {selected.value && <span class="visually-hidden">{t.list.selected}</span>}
      <Unsaved item={item} />
      {item.deleted_at ? (
        <>
          <Action
            icon="trash"
            label={t.list.purge(item.title)}
            tabIndex={tab}
            onClick={() => askPurge([item.id])}
          />
          <Action
            icon="reopen"
            label={t.list.restore(item.title)}
            tabIndex={tab}
            onClick={() => restore([item.id])}
          />
        </>
      ) : (
        !done && (
          <Action
            icon="schedule"
            label={t.list.schedule(item.title)}
            tabIndex={tab}
            onClick={() => askWhen("due", [item.id])}
          />
        )
      )}
    </li>
  );
});

/** The button at the end of the row. */
function Action({
  icon,
  label,
  tabIndex,
  onClick,
}: {
  icon: IconName;
  label: string;
  tabIndex: number;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="icon-button row-action"
      tabIndex={tabIndex}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

function Meta({ item, showDay }: { item: Item; showDay: boolean }) {
  const late = isLate(item);
  const snoozed = item.status === "open" && item.snoozed_until;
  const due = item.due && (showDay ? dueName(item) : item.due.time && dueName(item).split(", ").at(-1));
  const marks = snoozed || item.notes || item.recurrence || item.reminders.length > 0;
  if (!due && !marks && item.tags.length === 0 && !item.skipped_at && item.priority === "medium") return null;
  return (
    <span class="row-meta">
      {item.priority !== "medium" && (
        <span class={`flag-${item.priority} visually-hidden`}>{t.priority[item.priority]}</span>
      )}
      {item.skipped_at && <span>{t.list.skipped}</span>}
      {snoozed && <Mark name="clock" label={t.detail.snoozedUntil(instantName(snoozed))} />}
      {item.recurrence && <Mark name="repeat" label={t.list.repeats} />}
      {item.reminders.length > 0 && <Mark name="bell" label={t.list.reminder} />}
      {item.notes && <Mark name="notes" label={t.list.notes} />}
      {item.tags.map((tag) => (
        <bdi key={tag} class="tag">
          #{tag}
        </bdi>
      ))}
      {due && (
        <span class={late ? "due late" : showDay && item.day === today.value ? "due now" : "due"}>
          <bdi>{due}</bdi>
        </span>
      )}
    </span>
  );
}

function Mark({ name, label }: { name: "repeat" | "bell" | "notes" | "clock"; label: string }) {
  return (
    <span class="mark" title={label}>
      <Icon name={name} size={14} />
      <span class="visually-hidden">{label}</span>
    </span>
  );
}

function Unsaved({ item }: { item: Item }) {
  if (!item.unsaved) return null;
  const stuck = item.unsaved !== "saving";
  const label = stuck ? t.list[item.unsaved as "conflict"] : t.list.unsaved;
  return (
    <span class={stuck ? "unsaved stuck" : "unsaved"} title={label}>
      <Icon name={stuck ? "cloudAlert" : "cloudUp"} size={16} />
      <span class="visually-hidden">{label}</span>
    </span>
  );
}
