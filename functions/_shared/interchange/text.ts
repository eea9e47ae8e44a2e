import { because } from "./reasons.ts";
import type { Place, Report } from "./report.ts";

const longestTitle = 500;
const longestNotes = 50_000;
const mostTags = 50;
const longestTag = 64;

/** Text without what no database stores: NUL, and halves of characters. */
export function storable(text: string): string {
  return text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Text that every program takes: storable, with line ends of one kind and no control characters. */
export function clean(text: string): string {
  return storable(text)
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "");
}

/** What a title is called in a report: short, in quotes. */
export function quoted(title: string): string {
  const line = clean(title).replace(/\s+/g, " ").trim();
  return line ? `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"` : "An entry without a title";
}

/** Title and notes within their limits; what does not fit in the title stands at the head of the notes. */
export function titleAndNotes(
  given: { title: string; notes: (string | undefined)[] },
  place: Place,
  report: Report,
): { title: string; notes: string } {
  const parts = given.notes.flatMap((note) => clean(note ?? "").trim() || []);
  let title = clean(given.title).replace(/\s+/g, " ").trim();
  if (!title) {
    report.detail(place, because("no-title"));
    title = "Untitled";
  }
  if (title.length > longestTitle) {
    report.detail(place, because("title-too-long", longestTitle));
    parts.unshift(title);
    title = `${title.slice(0, longestTitle - 1).replace(/\p{Surrogate}$/u, "")}…`;
  }
  const notes = parts.join("\n\n");
  if (notes.length <= longestNotes) return { title, notes };
  report.detail(place, because("notes-too-long", longestNotes));
  return { title, notes: notes.slice(0, longestNotes).replace(/\p{Surrogate}$/u, "") };
}

/** Tags within their limits, each once. */
export function tagsOf(given: string[], place: Place, report: Report): string[] {
  const tags = new Set(given.flatMap((tag) => clean(tag).replace(/\s+/g, " ").trim() || []));
  const fitting = [...tags].filter((tag) => {
    if (tag.length > longestTag) report.detail(place, because("tag-too-long", longestTag, quoted(tag)));
    return tag.length <= longestTag;
  });
  if (fitting.length > mostTags) report.detail(place, because("too-many-tags", mostTags));
  return fitting.slice(0, mostTags);
}
