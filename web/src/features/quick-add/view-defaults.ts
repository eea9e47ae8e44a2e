import { today } from "../../state/memory.ts";
import { route } from "../../state/router.ts";
import type { QuickAddDefaults } from "../../state/sheet.ts";

/** What a task gets from the view it is begun in. */
export function viewDefaults(): QuickAddDefaults {
  const { view, arg } = route.value;
  if (view === "today") return { due: { date: today.value } };
  return view === "tag" ? { tags: [arg] } : {};
}
