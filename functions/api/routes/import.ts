import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { AcceptedImport, Import, ImportSummary } from "../../_shared/contract/api/imports.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import { importEvent } from "../../_shared/contract/import.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { derivedId } from "../../_shared/domain/ids.ts";
import { limits } from "../../_shared/domain/limits.ts";
import { retention } from "../../_shared/domain/retention.ts";
import { formats } from "../../_shared/interchange/types.ts";
import { publishSoon } from "../../_shared/operations/publish.ts";
import {
  failuresOf,
  findImport,
  type ImportProgress,
  type ImportRow,
  listImports,
  progressOf,
} from "../../_shared/store/imports/imports.ts";
import { queueImport } from "../../_shared/store/imports/queue.ts";
import type { ApiDeps } from "../deps.ts";
import { idempotencyKey } from "../requests.ts";
import { route } from "../route.ts";
import { discard, receiveFile, tooMany, type Upload } from "../uploads.ts";
import { accountGone, knownAccount } from "./account.ts";

const tag = "In and out";

const megabyte = 1024 * 1024;
/** Failed entries whose problems are told. */
const mostProblems = 100;

const post = route({
  method: "POST",
  path: "/v1/import",
  tag,
  summary:
    "Import a calendar, a Todoist CSV or an export of Taskwake; its state is at Location. The same file sent again creates no duplicates",
  write: "create",
  files: Object.keys(formats),
  bodyLimit: 8 * megabyte,
  // The file; `read-import` reads it.
  receive: receiveFile,
  body: z.unknown(),
  query: z.strictObject({
    /** Name of a CSV file, to tell two lists apart whose rows are alike. */
    source: z.string().max(200).optional(),
  }),
  responses: { 202: AcceptedImport },
  async handle({ deps, userId, body, request, query: { source } }) {
    const upload = body as Upload;
    const id = idOf(request, userId, upload) ?? deps.newId();
    const queued = await queue(deps, userId, id, upload, source).catch(async (error) => {
      await discard(deps, upload.file);
      throw error;
    });
    if (!queued) await discard(deps, upload.file);
    return { status: 202, body: { import_id: id }, headers: { Location: `/v1/imports/${id}` } };
  },
});

/** Queues an upload; false when it is queued already. Throws the problem `limit-reached`, `too-many-requests` or `unauthenticated`. */
async function queue(
  deps: ApiDeps,
  user_id: string,
  id: string,
  { file, format, contentType: content_type }: Upload,
  source: string | undefined,
): Promise<boolean> {
  const { time_zone: zone } = await knownAccount(deps, user_id);
  const uploaded = { id, user_id, format, file, content: { content_type, source, zone } };
  const event = importEvent("api", deps.now(), { import_id: id, user_id });
  const bounds = { kept: limits.imports, waiting: limits.waitingFiles };
  const outcome = await deps.db.transaction((tx) => queueImport(tx, uploaded, event, bounds));
  if (outcome === "nobody") throw accountGone();
  if (outcome === "busy") throw tooMany();
  if (outcome === "full")
    throw problem(
      "limit-reached",
      `At most ${limits.imports} imports are accepted within ${retention.imports} days.`,
    );
  publishSoon(deps, id);
  return outcome === "queued";
}

const get = route({
  method: "GET",
  path: "/v1/imports/{id}",
  tag,
  summary: "The state of an import, and why it or some of its entries failed",
  params: z.object({ id: Uuid }),
  responses: { 200: Import },
  async handle({ deps, userId, params: { id } }) {
    const row = await findImport(deps.db, userId, id);
    if (!row) throw problem("not-found");
    const progress = (await progressOf(deps.db, [id])).get(id);
    const failures = progress?.failed ? await failuresOf(deps.db, id, mostProblems) : [];
    return { status: 200, body: { ...view(row, progress), report: row.report, problems: failures } };
  },
});

const recent = route({
  method: "GET",
  path: "/v1/imports",
  tag,
  summary: `Your imports of the last ${retention.imports} days, newest first`,
  responses: { 200: list(ImportSummary) },
  async handle({ deps, userId }) {
    const rows = await listImports(deps.db, userId, limits.imports);
    const progress = await progressOf(
      deps.db,
      rows.map(({ id }) => id),
    );
    const results = rows.map((row) => view(row, progress.get(row.id)));
    return { status: 200, body: { results } };
  },
});

export const importRoutes = [post, get, recent];

// The key with the file: another file under the same key is another import, and not passed over.
function idOf(request: IncomingMessage, userId: string, { hash }: Upload): string | undefined {
  const key = idempotencyKey(request);
  return key === undefined ? undefined : derivedId("import", userId, key, hash);
}

function view(row: Omit<ImportRow, "report">, progress?: ImportProgress): ImportSummary {
  const { id, format, total, read, already, problem, created_at } = row;
  const { succeeded, failed } = progress ?? { succeeded: 0, failed: 0 };
  const status = statusOf(row, already + succeeded + failed);
  const counts = { total, read, already, succeeded, failed };
  return { import_id: id, format, status, ...counts, problem, created_at: created_at.toISOString() };
}

function statusOf({ state, total }: Pick<ImportRow, "state" | "total">, through: number) {
  if (state === "queued" || state === "reading" || state === "failed") return state;
  return state === "sent" && through >= total ? "finished" : "importing";
}
