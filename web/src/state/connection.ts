import { signal } from "@preact/signals";
import type { Connection } from "../core/live.ts";

/** How this device and the server stand to each other. */
export const connection = signal<Connection>("connecting");
