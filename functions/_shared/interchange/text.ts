import { taskLimits } from "../domain/task/fields.ts";
import { storable } from "../domain/text.ts";
import { because } from "./reasons.ts";
import type { Place, Report } from "./report.ts";

/** Text that every program accepts: storable, with line ends of one kind and no control characters. */
export function clean(text: string): string {
  return storable(text.replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}/gu, ""));
}

/** How a report shows a title: short, in quotes. */
export function quoted(title: string): string {
  const line = clean(title).replace(/\s+/g, " ").trim();
  return line ? `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"` : "An entry without a title";
}

/** Title and notes within their limits; a title that is too long is also put at the start of the notes. */
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
  if (title.length > taskLimits.title) {
    report.detail(place, because("title-too-long", taskLimits.title));
    parts.unshift(title);
    title = `${title.slice(0, taskLimits.title - 1).replace(/\p{Surrogate}$/u, "")}…`;
  }
  const notes = parts.join("\n\n");
  if (notes.length <= taskLimits.notes) return { title, notes };
  report.detail(place, because("notes-too-long", taskLimits.notes));
  return { title, notes: notes.slice(0, taskLimits.notes).replace(/\p{Surrogate}$/u, "") };
}

/** Tags within their limits, each once. */
export function tagsOf(given: string[], place: Place, report: Report): string[] {
  const tags = new Set(given.flatMap((tag) => clean(tag).replace(/\s+/g, " ").trim() || []));
  const fitting = [...tags].filter((tag) => {
    if (tag.length > taskLimits.tag)
      report.detail(place, because("tag-too-long", taskLimits.tag, quoted(tag)));
    return tag.length <= taskLimits.tag;
  });
  if (fitting.length > taskLimits.tags) report.detail(place, because("too-many-tags", taskLimits.tags));
  return fitting.slice(0, taskLimits.tags);
}
