import { Icon } from "../../parts/icon.tsx";
import { complete, reopen } from "../../state/actions.ts";
import { isRepeated } from "../../state/grace.ts";
import type { Item } from "../../state/memory.ts";
import { t } from "../../words/index.ts";

/** The round box that completes a task and opens it again. */
export function Check({ item, size, tabIndex }: { item: Item; size: number; tabIndex?: number }) {
  const done = item.status === "done";
  return (
    // biome-ignore lint/a11y/useSemanticElements: drawn as a round box that a native one cannot be
    <button
      type="button"
      class="check"
      role="checkbox"
      aria-checked={done}
      aria-label={done ? t.list.reopen(item.title) : t.list.complete(item.title)}
      disabled={item.deleted_at !== null}
      tabIndex={tabIndex}
      onClick={(event) => {
        if (isRepeated(event)) return;
        (done ? reopen : complete)([item.id]);
      }}
    >
      <Icon name="check" size={size} />
    </button>
  );
}
