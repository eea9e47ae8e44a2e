import { choose } from "./choose.ts";
import { notices as de } from "./de.ts";
import { notices as en, type Notices } from "./en.ts";

const known = { en, de };

/** The texts of notifications, in the first of these BCP 47 tags that the client has. */
export function noticesIn(tags: readonly string[]) {
  const { tag, language } = choose(tags, known);
  const words: Notices = known[language];
  return {
    ...words,
    dueAt: (instant: string) =>
      words.due(
        new Intl.DateTimeFormat(tag, { weekday: "short", hour: "numeric", minute: "2-digit" }).format(
          new Date(instant),
        ),
      ),
    dueOn: (date: string) =>
      words.due(new Intl.DateTimeFormat(tag, { dateStyle: "full", timeZone: "UTC" }).format(new Date(date))),
  };
}
