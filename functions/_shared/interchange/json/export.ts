import { type Export, exportFormat } from "../../contract/api/export.ts";

/** The lists of the export. */
export type Lists = Omit<Export, "format" | "version" | "exported_at" | "account">;

/** What the JSON export holds: its lists piece by piece, in this order. */
export interface JsonExport {
  exportedAt: Date;
  account: Export["account"];
  lists: { [Name in keyof Lists]: AsyncIterable<Lists[Name]> };
}

/** Everything of an account as one JSON document, piece by piece. */
export async function* exportJson({ exportedAt, account, lists }: JsonExport): AsyncGenerator<string> {
  const head = { ...exportFormat, exported_at: exportedAt.toISOString(), account };
  yield JSON.stringify(head).slice(0, -1);
  for (const [name, batches] of Object.entries<AsyncIterable<unknown[]>>(lists)) {
    yield `,\n"${name}":[`;
    yield* items(batches);
    yield "]";
  }
  yield "}\n";
}

// One to a line, so that a change between two exports is a changed line.
async function* items(batches: AsyncIterable<unknown[]>): AsyncGenerator<string> {
  let separator = "\n";
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield separator + batch.map((each) => JSON.stringify(each)).join(",\n");
    separator = ",\n";
  }
}
