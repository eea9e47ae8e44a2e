import type { Row } from "../csv/table.ts";
import { because } from "../reasons.ts";
import type { Report } from "../report.ts";
import { quoted } from "../text.ts";

/** A task with the comments below it, under its section and parents. */
export interface Entry {
  row: Row;
  title: string;
  labels: string[];
  section: string | undefined;
  parents: string[];
  comments: string[];
}

const deepest = 10;
/** Limit of the text that each entry repeats of its section or parent, which has all of it. */
const longestName = 500;

/** The tasks of a template; a row of an unknown kind goes to the report. */
export function entriesOf(rows: Row[], report: Report): Entry[] {
  const entries: Entry[] = [];
  let section: string | undefined;
  let parents: string[] = [];
  for (const row of rows) {
    const { type = "", content = "" } = row.cells;
    const kind = type.toLowerCase();
    if (kind === "section") {
      section = content.slice(0, longestName) || undefined;
      parents = [];
    } else if (kind === "task") {
      const depth = depthOf(row, report);
      parents = parents.slice(0, depth - 1);
      const { title, labels } = labelled(content);
      entries.push({ row, title, labels, section, parents: [...parents], comments: [] });
      parents[depth - 1] = title.slice(0, longestName);
    } else if (kind === "note") addComment(entries.at(-1), content, row, report);
    else if (kind !== "meta" && Object.values(row.cells).some(Boolean))
      report.lost({ what: quoted(content), line: row.line }, because("csv-type", type));
  }
  return entries;
}

// Todoist itself has five levels.
function depthOf({ cells, line }: Row, report: Report): number {
  const given = Math.trunc(Number(cells.indent)) || 1;
  const depth = Math.min(Math.max(1, given), deepest);
  if (depth !== given)
    report.detail({ what: quoted(cells.content ?? ""), line }, because("csv-indent", deepest));
  return depth;
}

function addComment(entry: Entry | undefined, content: string, row: Row, report: Report): void {
  if (entry) entry.comments.push(withFiles(content));
  else report.lost({ what: quoted(content), line: row.line }, because("csv-comment"));
}

// Todoist writes an attached file as [[file {"file_name": …, "file_url": …}]].
// Split rather than matched: for openings without an end, matching would scan the rest of the text each time.
function withFiles(comment: string): string {
  const [before, ...files] = comment.split("[[file {");
  return [before, ...files.map(withFile)].join("");
}

function withFile(given: string): string {
  const end = given.indexOf("}]]");
  try {
    const { file_name, file_url } = JSON.parse(`{${given.slice(0, Math.max(0, end))}}`);
    if (file_url) return `${file_name ?? "File"}: ${file_url}${given.slice(end + 3)}`;
  } catch {
    // It stays unchanged.
  }
  return `[[file {${given}`;
}

function labelled(content: string): { title: string; labels: string[] } {
  const labels: string[] = [];
  const title = content
    .replace(/(^|\s)@([\p{L}\p{N}][^\s@]*)/gu, (_, before, label) => {
      labels.push(label);
      return before;
    })
    .replace(/^\* /, "");
  // A title that consists of labels only keeps them.
  return title.trim() ? { title: title.trim(), labels } : { title: content, labels: [] };
}
