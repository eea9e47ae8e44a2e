import type { Due } from "../core/types.ts";

/** What a task begun in a view has from it. */
export interface QuickAddDefaults {
  text?: string;
  notes?: string;
  due?: Due;
  tags?: string[];
}
