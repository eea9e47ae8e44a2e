import { useState } from "preact/hooks";
import { Icon } from "../../../parts/icon.tsx";
import { lazy } from "../../../parts/lazy.tsx";
import { update } from "../../../state/actions.ts";
import type { Item } from "../../../state/memory.ts";
import { ruleInWords } from "../../../state/recurrence.ts";
import { t } from "../../../words/index.ts";
import { words } from "./words.ts";

const RepeatEditor = lazy(async () => (await import("./repeat-editor.tsx")).RepeatEditor);

/** How the task repeats, in words; opens the editor. */
export function RepeatField({ item }: { item: Item }) {
  const [editing, setEditing] = useState(false);
  const { recurrence } = item;
  const rule = recurrence && (ruleInWords(recurrence.rrule) ?? recurrence.rrule);
  return (
    <div class="line">
      <span class="line-label">
        <Icon name="repeat" />
        {t.detail.repeat}
      </span>
      <div class="line-value">
        <button
          type="button"
          class="value-button"
          disabled={!item.due}
          title={item.due ? undefined : t.detail.repeatNeedsDate}
          onClick={() => setEditing(true)}
        >
          <span class="rule">{rule ?? t.detail.noRepeat}</span>
          {recurrence?.mode === "completion" && <span class="hint"> · {words().modeCompletion}</span>}
        </button>
        {editing && (
          <RepeatEditor
            item={item}
            onSave={(next) => {
              update([item.id], { recurrence: next });
              setEditing(false);
            }}
            onClose={() => setEditing(false)}
          />
        )}
      </div>
    </div>
  );
}
