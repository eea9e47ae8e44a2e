import { signal } from "@preact/signals";
import type { Due } from "../core/types.ts";

/** The initial fields of a task that is created in a view. */
export interface QuickAddDefaults {
  text?: string;
  notes?: string;
  due?: Due;
  tags?: string[];
}

/** The open sheet; at most one. */
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
