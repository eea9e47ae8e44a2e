import * as z from "zod";
import { Export } from "../../_shared/contract/api/export.ts";
import { problem, unavailable } from "../../_shared/contract/problems.ts";
import { exportCsv } from "../../_shared/interchange/csv/export.ts";
import { exportCalendar } from "../../_shared/interchange/ical/write/export.ts";
import { exportJson } from "../../_shared/interchange/json/export.ts";
import { openPlaces } from "../../_shared/platform/gate.ts";
import type { UserRow } from "../../_shared/store/accounts/users.ts";
import { accountExtras, rowsOf } from "../../_shared/store/export.ts";
import { allTasks } from "../../_shared/store/tasks/export.ts";
import { route } from "../route.ts";
import { accountView, knownAccount } from "./account.ts";
import { type Caller, sessionsOf } from "./sessions.ts";

const types = {
  json: "application/json; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

/** An export is the largest answer: one for each person at a time, and a replica reads for few at once. */
const ofPerson = openPlaces(1, 0, () =>
  problem("too-many-requests", "One export at a time is made for you.", { retryAfter: 10 }),
);
const busy = () => unavailable("Too many exports are being made at this moment.");
const ofAll = openPlaces(100, 0, busy);
const reading = openPlaces(8, 100, busy);

/** Holds no place for reading while its piece waits for the person, who may take it slowly or never. */
async function* inTurn(userId: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  const leave = await ofPerson(userId);
  try {
    const leaveAll = await ofAll("");
    try {
      for (let piece = await next(pieces); !piece.done; piece = await next(pieces)) yield piece.value;
    } finally {
      leaveAll();
      await pieces.return(undefined);
    }
  } finally {
    leave();
  }
}

async function next(pieces: AsyncGenerator<string>): Promise<IteratorResult<string>> {
  const done = await reading("");
  return pieces.next().finally(done);
}

const get = route({
  method: "GET",
  path: "/v1/export",
  tag: "In and out",
  summary:
    "Your tasks as a file: `json` with everything else that is kept about you, except secrets, `ics` for calendars, `csv` for tables",
  query: z.strictObject({ format: z.enum(["json", "ics", "csv"]).default("json") }),
  files: ["application/json", "text/calendar", "text/csv"],
  streamed: true,
  responses: { 200: Export },
  async handle(context) {
    const { deps, userId } = context;
    const { format } = context.query;
    const user = await knownAccount(deps, userId);
    const now = deps.now();
    const { time_zone: zone } = user;
    const tasks = () => allTasks(deps.db, userId);
    const as = {
      json: () => everything(context, user),
      ics: () => exportCalendar({ userId, zone, now }, tasks()),
      csv: () => exportCsv({ zone }, tasks()),
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

/** All that is kept about the person, as one document. */
async function* everything({ deps, userId, sessionId }: Caller, user: UserRow): AsyncGenerator<string> {
  const { db } = deps;
  const account = { ...accountView(user), ...(await accountExtras(db, userId)) };
  const rows = <Name extends Parameters<typeof rowsOf>[2]>(name: Name) => rowsOf<Name>(db, userId, name);
  const lists = {
    sessions: once(() => sessionsOf({ deps, userId, sessionId })),
    passkeys: rows("passkeys"),
    ...{ devices: rows("devices"), connections: rows("connections") },
    ...{ tasks: allTasks(db, userId), trash: allTasks(db, userId, { trash: true }) },
    ...{ reminders: rows("reminders"), notifications: rows("notifications"), deliveries: rows("deliveries") },
    ...{ imports: rows("imports"), plans: rows("plans") },
    ...{ conversations: rows("conversations"), chat: rows("chat"), chat_usage: rows("chat_usage") },
    ...{ dead_letters: rows("dead_letters"), audit: rows("audit") },
  };
  yield* exportJson({ exportedAt: deps.now(), account, lists });
}

async function* once<Item>(read: () => Promise<Item>): AsyncGenerator<Item> {
  yield await read();
}
