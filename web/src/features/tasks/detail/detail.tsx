import { useLayoutEffect, useRef } from "preact/hooks";
import { priorities } from "../../../../../functions/_shared/domain/task/fields.ts";
import { Icon } from "../../../parts/icon.tsx";
import { prioritise, remove, restore, skip, update } from "../../../state/actions.ts";
import { find, type Item, loaded } from "../../../state/memory.ts";
import { instantName } from "../../../state/names.ts";
import { closeTask } from "../../../state/router.ts";
import { askPurge } from "../../../state/sheet.ts";
import { t } from "../../../words/index.ts";
import { Check } from "../check.tsx";
import { Conflicts } from "../conflicts.tsx";
import { RepeatField } from "../repeat/repeat-field.tsx";
import { DueField } from "./due-field.tsx";
import { History } from "./history.tsx";
import { Notes } from "./notes.tsx";
import { RemindersField } from "./reminders-field.tsx";
import { TagsField } from "./tags-field.tsx";
import { TextField } from "./text-field.tsx";

/** Everything about one task, beside the list it was opened from. */
export function Detail({ id }: { id: number }) {
  const item = find(id);
  const ref = useRef<HTMLElement>(null);
  // Before the next key, so that it is for the task.
  useLayoutEffect(() => {
    const behind = document.querySelector<HTMLElement>("#main");
    const narrow = matchMedia("(max-width: 47.99rem)").matches;
    if (narrow) behind?.setAttribute("inert", "");
    ref.current?.focus();
    return () => behind?.removeAttribute("inert");
  }, []);
  return (
    <aside ref={ref} class="detail" aria-label={t.detail.details} tabIndex={-1}>
      {item ? <Fields item={item} /> : loaded.value ? <Missing /> : null}
    </aside>
  );
}

function Missing() {
  return (
    <div class="empty">
      <h2>{t.detail.missing}</h2>
      <p>{t.detail.missingText}</p>
      <button type="button" class="button" onClick={closeTask}>
        {t.close}
      </button>
    </div>
  );
}

function Fields({ item }: { item: Item }) {
  const done = item.status === "done";
  return (
    <>
      <header class="detail-head">
        <Actions item={item} />
        <button type="button" class="icon-button" aria-label={t.close} onClick={closeTask}>
          <Icon name="close" />
        </button>
      </header>
      <div class="detail-body">
        <Conflicts item={item} />
        <div class="detail-title" data-priority={item.priority} data-done={done}>
          <Check item={item} size={16} />
          <TextField item={item} field="title" label={t.detail.title} class="title-input" singleLine />
        </div>
        <fieldset class="detail-fields" disabled={item.deleted_at !== null}>
          <legend class="visually-hidden">{t.detail.details}</legend>
          <DueField item={item} />
          <RepeatField item={item} />
          <RemindersField item={item} />
          <PriorityField item={item} />
          <TagsField tags={item.tags} onChange={(tags) => update([item.id], { tags })} />
          <Notes item={item} />
        </fieldset>
        {item.id > 0 && <History item={item} />}
        <p class="hint">{t.detail.created(instantName(item.created_at))}</p>
      </div>
    </>
  );
}

function PriorityField({ item }: { item: Item }) {
  return (
    <div class="line">
      <span class="line-label" id="priority-label">
        <Icon name="flag" />
        {t.detail.priority}
      </span>
      <div class="segments" role="radiogroup" aria-labelledby="priority-label">
        {priorities.map((level) => (
          <label key={level} class={`segment segment-${level}`}>
            <input
              type="radio"
              name="priority"
              checked={item.priority === level}
              onChange={() => prioritise([item.id], level)}
            />
            <span>{t.priority[level]}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

function Actions({ item }: { item: Item }) {
  const ids = [item.id];
  const leave = (action: (ids: number[]) => void) => () => {
    closeTask();
    action(ids);
  };
  if (item.deleted_at)
    return (
      <div class="detail-actions">
        <button type="button" class="button small" onClick={() => restore(ids)}>
          <Icon name="reopen" />
          {t.detail.restore}
        </button>
        <button type="button" class="button small quiet danger" onClick={() => askPurge(ids)}>
          <Icon name="trash" />
          {t.op.purge}
        </button>
      </div>
    );
  return (
    <div class="detail-actions">
      {item.recurrence && item.status === "open" && (
        <button type="button" class="button small quiet" onClick={() => skip(ids)}>
          <Icon name="skip" />
          {t.detail.skip}
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t.detail.delete}
        title={t.detail.delete}
        onClick={leave(remove)}
      >
        <Icon name="trash" />
      </button>
    </div>
  );
}
