import { createHash } from "node:crypto";
import * as z from "zod";
import { AcceptedImport, Import, ImportSummary } from "../../_shared/contract/api/imports.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { derivedId } from "../../_shared/domain/ids.ts";
import { limits } from "../../_shared/domain/limits.ts";
import type { WithBody } from "../../_shared/platform/body.ts";
import {
  countImports,
  failuresOf,
  findImport,
  type ImportProgress,
  type ImportRow,
  listImports,
  progressOf,
  rememberImport,
} from "../../_shared/store/imports/imports.ts";
import { importTypes, readImport } from "../imports/read.ts";
import { sendEntries } from "../imports/send.ts";
import { idempotencyKey } from "../requests.ts";
import { type Reply, route } from "../route.ts";
import { knownAccount } from "./account.ts";

const tag = "In and out";

const megabyte = 1024 * 1024;
/** Failed entries whose problems are told. */
const mostProblems = 100;

const post = route({
  method: "POST",
  path: "/v1/import",
  tag,
  summary: "Import a calendar, a Todoist CSV or an export of ours; the same file again doubles nothing",
  write: "create",
  files: importTypes,
  bodyLimit: 8 * megabyte,
  // The file; its reader says what is wrong with it.
  body: z.unknown(),
  query: z.strictObject({
    /** Name of a CSV file, to tell two lists apart whose rows are alike. */
    source: z.string().max(200).optional(),
  }),
  responses: { 202: AcceptedImport },
  async handle({ deps, userId, body, request, query: { source } }) {
    const id = idOf(request, userId) ?? deps.newId();
    const known = await findImport(deps.db, userId, id);
    if (known) return accepted(known);
    if ((await countImports(deps.db, userId)) >= limits.imports)
      throw problem("limit-reached", `At most ${limits.imports} imports are taken in 30 days.`);
    const { time_zone: zone } = await knownAccount(deps, userId);
    const context = { userId, zone, now: deps.now(), source };
    const { entries, report, format } = await readImport(body, request.headers["content-type"], context);
    const { operationIds, already } = await sendEntries(deps, userId, format, entries);
    const row = { id, format, total: entries.length, already, report };
    await deps.db.transaction((tx) => rememberImport(tx, userId, row, operationIds));
    return accepted(row);
  },
});

const get = route({
  method: "GET",
  path: "/v1/imports/{id}",
  tag,
  summary: "How an import stands, and why entries of it failed",
  params: z.object({ id: z.uuid() }),
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
  summary: "Your imports of the last 30 days, newest first",
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
function idOf(request: WithBody, userId: string): string | undefined {
  const key = idempotencyKey(request);
  if (key === undefined) return undefined;
  const file = createHash("sha256").update(request.rawBody ?? "");
  return derivedId("import", userId, key, file.digest("base64url"));
}

function accepted({
  id,
  total,
  already,
  report,
}: Omit<ImportRow, "created_at">): Reply<{ 202: typeof AcceptedImport }> {
  return {
    status: 202,
    body: { import_id: id, total, already, report },
    headers: { Location: `/v1/imports/${id}` },
  };
}

function view(row: Omit<ImportRow, "report">, progress?: ImportProgress): ImportSummary {
  const { id, format, total, already, created_at } = row;
  const { succeeded, failed } = progress ?? { succeeded: 0, failed: 0 };
  const status = already + succeeded + failed < total ? ("running" as const) : ("finished" as const);
  const counts = { total, already, succeeded, failed };
  return { import_id: id, format, status, ...counts, created_at: created_at.toISOString() };
}
