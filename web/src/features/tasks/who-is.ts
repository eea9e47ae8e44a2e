import { words } from "./detail/words.ts";

/** Who changed or proposed something; the name that a client gave itself is kept apart from the sentence. */
export function whoIs(actor: string, origin: { client_name: string } | null): string {
  const client = origin?.client_name;
  if (actor === "mcp" && client) return words().history.viaMcp(`\u2068${client}\u2069`);
  return words().history.actors[actor] ?? actor;
}
