import { Dialog } from "../../parts/dialog.tsx";
import { Icon } from "../../parts/icon.tsx";
import { syncNow } from "../../state/actions.ts";
import { connection } from "../../state/connection.ts";
import { find, queue } from "../../state/memory.ts";
import { closeSheet } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";
import { Conflict } from "./conflicts.tsx";

/** Every operation that the server does not have yet. */
export function Unsaved() {
  return (
    <Dialog label={t.sync.unsaved} onClose={closeSheet} kind="narrow">
      {queue.value.length === 0 && <p>{t.sync.nothing}</p>}
      <ul class="unsaved-list">
        {queue.value.map((op) => (
          <li key={op.id}>
            <p>
              <strong>{t.op[op.change.kind]}</strong>{" "}
              <bdi>{find(op.task)?.title ?? (op.change.kind === "create" ? op.change.task.title : "")}</bdi>
              <span class="hint"> · {t.sync[op.state]}</span>
            </p>
            {(op.state === "conflict" || op.state === "failed") && <Conflict op={op} />}
          </li>
        ))}
      </ul>
      {connection.value === "offline" && <p class="hint">{t.sync.offlineHint}</p>}
      <div class="dialog-actions">
        <button type="button" class="button" data-autofocus onClick={syncNow}>
          <Icon name="reopen" size={16} />
          {t.sync.now}
        </button>
      </div>
    </Dialog>
  );
}
