import type { Task } from "../../domain/task/task.ts";

/** Marks a file of ours, and how it is to be read. */
export const jsonFormat = { format: "taskwake", version: 1 } as const;

/** What the JSON export holds beside the tasks. */
export interface JsonExport {
  exportedAt: Date;
  /** The account with its settings, as `GET /v1/me` gives it. */
  account: { id: string } & Record<string, unknown>;
  tasks: AsyncIterable<Task[]>;
  /** The audit trail, oldest first. */
  audit: AsyncIterable<unknown[]>;
}

/** Everything of an account as one JSON document, piece by piece. */
export async function* exportJson({ exportedAt, account, tasks, audit }: JsonExport): AsyncGenerator<string> {
  const head = { ...jsonFormat, exported_at: exportedAt.toISOString(), account };
  yield `${JSON.stringify(head).slice(0, -1)},\n"tasks":[`;
  yield* items(tasks);
  yield `],\n"audit":[`;
  yield* items(audit);
  yield "]}\n";
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
