import { useId, useState } from "preact/hooks";
import { taskLimits } from "../../../../functions/_shared/domain/task/fields.ts";
import { foldTag, hasTag, hues, ownHueOf } from "../../lib/tags.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Suggestions, useSuggestions } from "../../parts/suggestions.tsx";
import { changeMe } from "../../state/account.ts";
import { update } from "../../state/actions.ts";
import { chosenHue, spelled, tagsLike } from "../../state/lists.ts";
import { items } from "../../state/memory.ts";
import { go } from "../../state/router.ts";
import { closeSheet } from "../../state/sheet.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import "./tag-sheet.css";

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
    void moveHue(tag, by[0]);
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
        <Colour tag={tag} />
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

/** The colour of a tag: its own, or one that the person chooses. It is on every device of theirs. */
function Colour({ tag }: { tag: string }) {
  const chosen = chosenHue(tag);
  return (
    <fieldset class="field tag-colours">
      <legend>{t.tag.colour}</legend>
      {[undefined, ...hues].map((hue) => (
        <label key={hue} title={hue === undefined ? t.tag.ownColour : t.tag.hue(hue)}>
          <input
            type="radio"
            name="hue"
            checked={chosen === hue}
            aria-label={hue === undefined ? t.tag.ownColour : t.tag.hue(hue)}
            onChange={() => void changeHues({ [foldTag(tag)]: hue ?? null })}
          />
          <span class="tag-dot" data-own={hue === undefined} style={{ "--hue": hue ?? ownHueOf(tag) }} />
        </label>
      ))}
    </fieldset>
  );
}

/** The colour goes with a new name, unless a tag of that name has one; with its tag it goes away. */
async function moveHue(tag: string, to: string | undefined): Promise<void> {
  const hue = chosenHue(tag);
  if (hue === undefined || (to && foldTag(to) === foldTag(tag))) return;
  const isFree = to !== undefined && chosenHue(to) === undefined && !tagsLike(to).includes(to);
  await changeHues({ [foldTag(tag)]: null, ...(isFree && { [foldTag(to)]: hue }) });
}

const changeHues = (tag_hues: Record<string, number | null>): Promise<void> =>
  changeMe({ tag_hues }).catch(() => void toast(t.onlyOnline, { tone: "bad" }));
