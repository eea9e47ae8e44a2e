import { type Info, parse } from "csv-parse/sync";
import { refusal } from "../../domain/refusal.ts";
import { because } from "../reasons.ts";
import type { Report } from "../report.ts";

/** A row of a table: its cells by the names of their columns in lower case, and its line in the file. */
export interface Row {
  cells: Record<string, string>;
  line: number;
}

/** Limits of the columns and rows that are read. */
const mostColumns = 50;
const mostRows = 100_000;

export interface Table {
  columns: string[];
  rows: Row[];
}

/**
 * Reads a table whose first line names its columns, of cells between commas, semicolons or tabs. A row that breaks the
 * rules of CSV goes to the report. Refuses with `too-large` one of too many rows.
 */
export function readTable(text: string, report: Report): Table {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const parts = (delimiter: string) => first.split(delimiter).length;
  const delimiter = [";", "\t"].reduce((most, each) => (parts(each) > parts(most) ? each : most), ",");
  const records = parse(text, {
    delimiter,
    info: true,
    to: mostRows + 2,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      report.lost(
        { what: "A row", line: Number(error?.lines ?? 0) },
        because("csv-invalid", error?.message ?? ""),
      );
      return undefined;
    },
  }) as unknown as { record: string[]; info: Info }[];
  const [head, ...rows] = records;
  if (rows.length > mostRows) throw refusal("too-large", `A CSV file has at most ${mostRows} rows.`);
  const columns = head?.record.slice(0, mostColumns).map((name) => name.trim().toLowerCase()) ?? [];
  if ((head?.record.length ?? 0) > mostColumns)
    report.detail({ what: "The file" }, because("csv-columns", mostColumns));
  return {
    columns,
    rows: rows.map(({ record, info }) => ({
      line: info.lines,
      cells: Object.fromEntries(columns.map((name, i) => [name, (record[i] ?? "").trim()])),
    })),
  };
}
