import { signal } from "@preact/signals";
import type { Connection } from "../core/live.ts";

/** The state of the connection to the server. */
export const connection = signal<Connection>("connecting");
