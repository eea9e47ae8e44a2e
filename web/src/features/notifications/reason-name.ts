import { words } from "./words.ts";

/** Why something was not sent: the server's reason in the person's language. */
export function reasonName(reason: string): string {
  const [, sentence = reason, detail = ""] = /^(.*?)( \(.*\))?$/.exec(reason) ?? [];
  return (words().activity.reasons[sentence] ?? sentence) + detail;
}
