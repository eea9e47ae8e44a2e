import { today } from "../../state/memory.ts";
import { route } from "../../state/router.ts";
import type { QuickAddDefaults } from "../../state/sheet.ts";

/** The initial fields of a task created in the current view. */
export function viewDefaults(): QuickAddDefaults {
  const { view, arg } = route.value;
  if (view === "today") return { due: { date: today.value } };
  return view === "tag" ? { tags: [arg] } : {};
}
