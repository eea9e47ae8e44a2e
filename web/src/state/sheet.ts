import { signal } from "@preact/signals";
import type { Due } from "../core/types.ts";

/** What a task begun in a view has from it. */
export interface QuickAddDefaults {
  text?: string;
  notes?: string;
  due?: Due;
  tags?: string[];
}

/** Which sheet is open; one at a time. */
export type Sheet =
  | { name: "quick-add"; defaults?: QuickAddDefaults }
  | { name: "palette" }
  | { name: "help" }
  | { name: "schedule"; ids: number[] }
  | { name: "tags"; ids: number[] }
  | { name: "unsaved" }
  | { name: "menu" };

export const sheet = signal<Sheet | null>(null);

export const closeSheet = (): void => {
  sheet.value = null;
};
