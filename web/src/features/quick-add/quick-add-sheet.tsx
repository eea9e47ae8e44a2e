import { Dialog } from "../../parts/dialog.tsx";
import { closeSheet, type QuickAddDefaults } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";
import { QuickAdd } from "./quick-add.tsx";
import { viewDefaults } from "./view-defaults.ts";

/** Quick add from any view. */
export function QuickAddSheet({ defaults }: { defaults: QuickAddDefaults }) {
  return (
    <Dialog label={t.quickAdd.label} onClose={closeSheet} kind="top" heading={false}>
      <QuickAdd defaults={{ ...viewDefaults(), ...defaults }} autoFocus onAdded={closeSheet} />
      <p class="hint">{t.quickAdd.hint}</p>
    </Dialog>
  );
}
