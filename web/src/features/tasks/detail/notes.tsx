import { useState } from "preact/hooks";
import { Icon } from "../../../parts/icon.tsx";
import { lazy } from "../../../parts/lazy.tsx";
import type { Item } from "../../../state/memory.ts";
import { t } from "../../../words/index.ts";
import { TextField } from "./text-field.tsx";

const Markdown = lazy(async () => (await import("../../../parts/markdown.tsx")).Markdown);

/** Rendered notes; a press on them edits their Markdown. */
export function Notes({ item }: { item: Item }) {
  const [editing, setEditing] = useState(false);
  return (
    <div class="notes">
      <div class="notes-head">
        <span class="line-label">
          <Icon name="notes" />
          {t.detail.notes}
        </span>
        {item.notes && !editing && (
          <button
            type="button"
            class="icon-button"
            aria-label={t.detail.editNotes}
            onClick={() => setEditing(true)}
          >
            <Icon name="pencil" size={16} />
          </button>
        )}
      </div>
      {editing || !item.notes ? (
        <TextField
          item={item}
          field="notes"
          label={t.detail.notes}
          class="notes-input"
          placeholder={t.detail.notesPlaceholder}
          autoFocus={editing}
          onDone={() => setEditing(false)}
        />
      ) : (
        <Markdown text={item.notes} />
      )}
    </div>
  );
}
