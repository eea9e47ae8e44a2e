import { useEffect, useState } from "preact/hooks";
import type { Page } from "../../../../../functions/_shared/contract/api/parts.ts";
import type { HistoryEntry } from "../../../../../functions/_shared/contract/api/tasks.ts";
import { fieldsWith } from "../../../../../functions/_shared/domain/task/fields.ts";
import { Icon } from "../../../parts/icon.tsx";
import { syncNow } from "../../../state/actions.ts";
import type { Item } from "../../../state/memory.ts";
import { instantName } from "../../../state/names.ts";
import { session } from "../../../state/session.ts";
import { toast } from "../../../state/toasts.ts";
import { t } from "../../../words/index.ts";
import { describeValue } from "../describe-value.ts";
import { whoIs } from "../who-is.ts";
import { words } from "./words.ts";

// The other fields only repeat what these show.
const shownFields = new Set<string>(fieldsWith({ history: "shown" }));

/** Every change of the task with who made it, newest first. */
export function History({ item }: { item: Item }) {
  const [open, setOpen] = useState(false);
  const [entries, setEntries] = useState<HistoryEntry[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const load = async (cursor?: string | null) => {
    try {
      const query = cursor == null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      const { body } = await session.request(`/v1/tasks/${item.id}/history${query}`);
      const page = body as Page<HistoryEntry>;
      setEntries(cursor == null ? page.results : [...entries, ...page.results]);
      setNext(page.next_cursor);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  useEffect(() => {
    if (!open) return;
    void load();
    // The function `audit` writes the trail a moment after the change.
    const timer = setTimeout(load, 1500);
    return () => clearTimeout(timer);
  }, [open, item.version]);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.detail.history}</summary>
      {failed && <p class="hint">{t.detail.historyOffline}</p>}
      <ol>
        {entries.map((entry, i) => (
          <li key={`${entry.version}-${i}`}>
            <p class="history-head">
              <strong>{words().history.actions[entry.action] ?? entry.action}</strong>{" "}
              {words().history.by(whoIs(entry.actor, entry.origin))}
              <time dateTime={entry.at}>{instantName(entry.at)}</time>
            </p>
            <Changes entry={entry} />
            {i === 0 && entry.operation_id && entry.version === item.version && entry.version > 1 && (
              <button
                type="button"
                class="button small"
                onClick={() => void undo(entry.operation_id as string)}
              >
                <Icon name="undo" size={15} />
                {t.detail.undo}
              </button>
            )}
          </li>
        ))}
      </ol>
      {next != null && (
        <button type="button" class="button small" onClick={() => void load(next)}>
          {t.list.showMore}
        </button>
      )}
    </details>
  );
}

function Changes({ entry }: { entry: HistoryEntry }) {
  const shown = entry.changes.filter(({ field }) => shownFields.has(field));
  if (entry.action !== "updated" || shown.length === 0) return null;
  return (
    <ul class="history-changes">
      {shown.map(({ field, before, after }) => (
        <li key={field}>
          {t.field(field)}: <del>{describeValue(field, before)}</del> →{" "}
          <ins>{describeValue(field, after)}</ins>
        </li>
      ))}
    </ul>
  );
}

async function undo(operation: string): Promise<void> {
  try {
    await session.request(`/v1/operations/${operation}/undo`, { method: "POST" });
    syncNow();
  } catch (error) {
    toast(error instanceof Error ? error.message : t.didNotWork, { tone: "bad" });
  }
}
