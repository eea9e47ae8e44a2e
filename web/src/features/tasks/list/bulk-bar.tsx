import { useEffect } from "preact/hooks";
import { priorities } from "../../../../../functions/_shared/domain/task/fields.ts";
import { Icon, type IconName } from "../../../parts/icon.tsx";
import { complete, prioritise, remove, reopen, restore } from "../../../state/actions.ts";
import { find } from "../../../state/memory.ts";
import { clearSelection, selectedIds, selection } from "../../../state/selection.ts";
import { askPurge, askWhen, sheet } from "../../../state/sheet.ts";
import { announce } from "../../../state/toasts.ts";
import { t } from "../../../words/index.ts";

/** Actions on all selected tasks at once. */
export function BulkBar() {
  const count = selection.value.size;
  useEffect(() => {
    if (count > 0) announce(t.bulk.selected(count));
  }, [count]);
  if (count === 0) return null;
  const items = selectedIds().flatMap((id) => find(id) ?? []);
  const run = (action: (ids: number[]) => void) => () => {
    action(selectedIds());
    clearSelection();
  };
  const inTrash = items.some(({ deleted_at }) => deleted_at);
  const done = items.every(({ status }) => status === "done");
  return (
    <section class="bulk-bar" aria-label={t.bulk.selected(count)}>
      <span class="bulk-count">{t.bulk.selected(count)}</span>
      {inTrash ? (
        <>
          <Action icon="reopen" label={t.bulk.restore} onClick={run(restore)} />
          <Action icon="trash" label={t.op.purge} onClick={() => askPurge(selectedIds())} />
        </>
      ) : (
        <>
          {done ? (
            <Action icon="reopen" label={t.bulk.reopen} onClick={run(reopen)} />
          ) : (
            <Action icon="check" label={t.bulk.complete} onClick={run(complete)} />
          )}
          <Action
            icon="schedule"
            label={t.bulk.schedule}
            onClick={() => askWhen("due", selectedIds(), document.querySelector(".bulk-bar"))}
          />
          <Action
            icon="hash"
            label={t.bulk.tag}
            onClick={() => {
              sheet.value = { name: "tags", ids: selectedIds() };
            }}
          />
          <label class="bulk-select">
            <Icon name="flag" />
            <span class="visually-hidden">{t.bulk.priority}</span>
            <select
              value=""
              onChange={(event) => {
                prioritise(selectedIds(), event.currentTarget.value as "high");
                clearSelection();
              }}
            >
              <option value="" disabled>
                {t.bulk.priority}
              </option>
              {priorities.map((level) => (
                <option key={level} value={level}>
                  {t.priority[level]}
                </option>
              ))}
            </select>
          </label>
          <Action icon="trash" label={t.bulk.delete} onClick={run(remove)} />
        </>
      )}
      <button type="button" class="icon-button" aria-label={t.bulk.clear} onClick={clearSelection}>
        <Icon name="close" />
      </button>
    </section>
  );
}

function Action({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" class="bulk-action" onClick={onClick}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}
