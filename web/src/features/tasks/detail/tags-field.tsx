import { useId, useState } from "preact/hooks";
import { hasTag } from "../../../lib/tags.ts";
import { Icon } from "../../../parts/icon.tsx";
import { Suggestions, useSuggestions } from "../../../parts/suggestions.tsx";
import { spelled, tagsLike } from "../../../state/lists.ts";
import { t } from "../../../words/index.ts";

/** Tags that can be removed, and a field that suggests existing ones. */
export function TagsField({
  tags,
  onChange,
  autoFocus = false,
}: {
  tags: readonly string[];
  onChange: (tags: string[]) => void;
  autoFocus?: boolean;
}) {
  const [text, setText] = useState("");
  const id = useId();
  const add = (given: string) => {
    const tag = spelled(given.trim().replace(/^#/, "").slice(0, 64));
    setText("");
    if (tag && !hasTag(tags, tag)) onChange([...tags, tag]);
  };
  const typed = text.trim().replace(/^#/, "");
  const suggestions = useSuggestions(id, typed ? tagsLike(typed, tags).slice(0, 6) : [], add);
  const onKeyDown = (event: KeyboardEvent) => {
    if (suggestions.onKey(event) || event.isComposing) return;
    if (event.key === "Escape" && text) setText("");
    else if (event.key === "Enter" || event.key === ",") add(text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="line">
      <span class="line-label">
        <Icon name="hash" />
        {t.detail.tags}
      </span>
      <div class="line-value">
        <ul class="chips">
          {tags.map((tag) => (
            <li key={tag} class="chip">
              <bdi>#{tag}</bdi>
              <button
                type="button"
                class="chip-remove"
                aria-label={t.remove(`#${tag}`)}
                onClick={() => onChange(tags.filter((one) => one !== tag))}
              >
                <Icon name="close" size={13} />
              </button>
            </li>
          ))}
        </ul>
        <div class="suggested">
          <input
            class="add-input"
            aria-label={t.detail.addTag}
            placeholder={t.detail.addTag}
            data-autofocus={autoFocus || undefined}
            value={text}
            maxLength={65}
            autocomplete="off"
            enterkeyhint="done"
            {...suggestions.field}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <Suggestions id={id} label={t.tags} of={suggestions} prefix="#" />
        </div>
      </div>
    </div>
  );
}
