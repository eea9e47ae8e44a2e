import { useId, useState } from "preact/hooks";
import { taskLimits } from "../../../../functions/_shared/domain/task/fields.ts";
import { foldTag, hasTag } from "../../lib/tags.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Suggestions, useSuggestions } from "../../parts/suggestions.tsx";
import { update } from "../../state/actions.ts";
import { spelled, tagsLike } from "../../state/lists.ts";
import { items } from "../../state/memory.ts";
import { go } from "../../state/router.ts";
import { closeSheet } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";

/** Gives a tag another name on all its tasks, which merges it with a tag of that name, or takes it off. */
export function TagSheet({ tag }: { tag: string }) {
  const id = useId();
  const [typed, setTyped] = useState(tag);
  const tasks = items.value.filter(({ tags, deleted_at }) => !deleted_at && hasTag(tags, tag));
  const name = typed.trim().replace(/^#+/, "");
  const isOther = name !== "" && name !== tag;
  const target = foldTag(name) === foldTag(tag) ? name : spelled(name);
  const others = isOther ? tagsLike(name, [tag]).slice(0, 6) : [];
  const suggestions = useSuggestions(id, others.length === 1 && others[0] === name ? [] : others, setTyped);
  const replace = (by: string[], label: string, then: string) => {
    update(
      tasks.map((item) => item.id),
      ({ tags }) => ({ tags: [...tags.filter((one) => !hasTag([tag, ...by], one)), ...by] }),
      { label },
    );
    closeSheet();
    go(then);
  };
  return (
    <Dialog label={t.tag.title(tag)} onClose={closeSheet} kind="narrow">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (isOther) replace([target], t.tag.renamed(tag, target), `#/tag/${encodeURIComponent(target)}`);
        }}
      >
        <div class="field suggested">
          <span aria-hidden="true">{t.tag.name}</span>
          <input
            {...suggestions.field}
            data-autofocus
            aria-label={t.tag.name}
            autocomplete="off"
            maxLength={taskLimits.tag}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => void suggestions.onKey(event)}
          />
          <Suggestions id={id} label={t.tags} of={suggestions} prefix="#" />
        </div>
        <p class="hint" role="status">
          {isOther && target !== tag && tagsLike(target).includes(target)
            ? t.tag.merges(target)
            : t.tag.on(tasks.length)}
        </p>
        <div class="dialog-actions">
          <button
            type="button"
            class="button danger"
            onClick={() => replace([], t.tag.taken(tag, tasks.length), "#/all")}
          >
            {t.tag.take}
          </button>
          <button type="submit" class="button primary" disabled={!isOther}>
            {t.tag.rename}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
