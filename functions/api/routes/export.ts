import * as z from "zod";
import { Export } from "../../_shared/contract/api/export.ts";
import { problem, unavailable } from "../../_shared/contract/problems.ts";
import { exportCsv } from "../../_shared/interchange/csv/export.ts";
import { exportCalendar } from "../../_shared/interchange/ical/write/export.ts";
import { exportJson } from "../../_shared/interchange/json/export.ts";
import { openPlaces } from "../../_shared/platform/gate.ts";
import { listPasskeys } from "../../_shared/store/accounts/passkeys.ts";
import { allTurns } from "../../_shared/store/chat/conversations.ts";
import { allAudit, allTasks } from "../../_shared/store/tasks/export.ts";
import { route } from "../route.ts";
import { accountView, knownAccount, passkeyView } from "./account.ts";

const types = {
  json: "application/json; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

/** An export is the largest answer: one for each person at a time, and few on a replica. */
const ofPerson = openPlaces(1, 0, () =>
  problem("too-many-requests", "One export at a time is made for you.", { retryAfter: 10 }),
);
const ofAll = openPlaces(8, 20, () => unavailable("Too many exports are being made at this moment."));

async function* inTurn(userId: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  const leave = await ofPerson(userId);
  try {
    const leaveAll = await ofAll("");
    try {
      yield* pieces;
    } finally {
      leaveAll();
    }
  } finally {
    leave();
  }
}

const get = route({
  method: "GET",
  path: "/v1/export",
  tag: "In and out",
  summary:
    "Your tasks as a file: `json` with your account and audit trail, `ics` for calendars, `csv` for tables",
  query: z.strictObject({ format: z.enum(["json", "ics", "csv"]).default("json") }),
  files: ["application/json", "text/calendar", "text/csv"],
  streamed: true,
  responses: { 200: Export },
  async handle({ deps, userId, query: { format } }) {
    const user = await knownAccount(deps, userId);
    const now = deps.now();
    const context = { userId, zone: user.time_zone, now };
    const passkeys = (await listPasskeys(deps.db, userId)).map(passkeyView);
    const tasks = allTasks(deps.db, userId);
    const as = {
      json: () =>
        exportJson({
          ...{ exportedAt: now, account: accountView(user), passkeys, tasks },
          ...{ audit: allAudit(deps.db, userId), chat: allTurns(deps.db, userId) },
        }),
      ics: () => exportCalendar(context, tasks),
      csv: () => exportCsv(context, tasks),
    } satisfies Record<string, () => AsyncGenerator<string>>;
    const name = `taskwake-${now.toISOString().slice(0, 10)}.${format}`;
    const headers = {
      "Content-Type": types[format],
      "Content-Disposition": `attachment; filename="${name}"`,
    };
    return { status: 200, pieces: inTurn(userId, as[format]()), headers };
  },
});

export const exportRoutes = [get];
