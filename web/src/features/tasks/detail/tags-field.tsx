import { useState } from "preact/hooks";
import { Icon } from "../../../parts/icon.tsx";
import { tags as known } from "../../../state/lists.ts";
import { t } from "../../../words/index.ts";

/** Tags that can be removed, and a field that suggests existing ones. */
export function TagsField({
  tags,
  onChange,
}: {
  tags: readonly string[];
  onChange: (tags: string[]) => void;
}) {
  const [text, setText] = useState("");
  const add = (given: string) => {
    const tag = given.trim().replace(/^#/, "").slice(0, 64);
    setText("");
    if (tag && !tags.includes(tag)) onChange([...tags, tag]);
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
        <input
          class="add-input"
          aria-label={t.detail.addTag}
          placeholder={t.detail.addTag}
          list="known-tags"
          value={text}
          maxLength={65}
          autocomplete="off"
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={() => add(text)}
          onKeyDown={(event) => {
            if (event.isComposing || (event.key !== "Enter" && event.key !== ",")) return;
            event.preventDefault();
            add(text);
          }}
        />
        <datalist id="known-tags">
          {known.value
            .filter(([tag]) => !tags.includes(tag))
            .map(([tag]) => (
              <option key={tag} value={tag} />
            ))}
        </datalist>
      </div>
    </div>
  );
}
