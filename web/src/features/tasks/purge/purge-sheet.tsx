import { Dialog } from "../../../parts/dialog.tsx";
import { purge } from "../../../state/actions.ts";
import { focusRow } from "../../../state/focus.ts";
import { find } from "../../../state/memory.ts";
import { closeTask, openTask } from "../../../state/router.ts";
import { clearSelection, cursor } from "../../../state/selection.ts";
import { closeSheet } from "../../../state/sheet.ts";
import { t } from "../../../words/index.ts";
import { words } from "./words.ts";

/** Asks before tasks in the trash are deleted forever; the harmless answer has the focus. */
export function PurgeSheet({ ids }: { ids: number[] }) {
  const { question, warning, record } = words();
  const label = question(t.subject(ids.flatMap((id) => find(id)?.title ?? [])));
  const confirm = () => {
    closeSheet();
    if (openTask.value !== null && ids.includes(openTask.value)) closeTask();
    clearSelection();
    purge(ids);
    requestAnimationFrame(keepNear);
  };
  return (
    <Dialog label={label} onClose={closeSheet} kind="narrow">
      <p>{warning}</p>
      <p class="hint">{record}</p>
      <div class="dialog-actions">
        <button type="button" class="button" data-autofocus onClick={closeSheet}>
          {t.cancel}
        </button>
        <button type="button" class="button danger" onClick={confirm}>
          {t.op.purge}
        </button>
      </div>
    </Dialog>
  );
}

/** Gives the focus to a neighbour if what asked is gone with the tasks. */
function keepNear(): void {
  if (document.activeElement !== document.body) return;
  if (cursor.value !== null) focusRow(cursor.value);
  else document.getElementById("main")?.focus({ preventScroll: true });
}
