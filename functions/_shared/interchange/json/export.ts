import type { Me } from "../../contract/api/account.ts";
import type { Turn } from "../../contract/api/chat.ts";
import { type AuditEntry, exportFormat } from "../../contract/api/export.ts";
import type { Passkey } from "../../contract/api/passkeys.ts";
import type { Task } from "../../domain/task/task.ts";

/** What the JSON export holds beside the tasks. */
export interface JsonExport {
  exportedAt: Date;
  /** The account with its settings, as `GET /v1/me` gives it. */
  account: Me;
  passkeys: Passkey[];
  tasks: AsyncIterable<Task[]>;
  /** The audit trail, oldest first. */
  audit: AsyncIterable<AuditEntry[]>;
  /** The turns of the chat. */
  chat: AsyncIterable<Turn[]>;
}

/** Everything of an account as one JSON document, piece by piece. */
export async function* exportJson({
  exportedAt,
  account,
  passkeys,
  tasks,
  audit,
  chat,
}: JsonExport): AsyncGenerator<string> {
  const head = { ...exportFormat, exported_at: exportedAt.toISOString(), account, passkeys };
  yield `${JSON.stringify(head).slice(0, -1)},\n"tasks":[`;
  yield* items(tasks);
  yield `],\n"audit":[`;
  yield* items(audit);
  yield `],\n"chat":[`;
  yield* items(chat);
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
