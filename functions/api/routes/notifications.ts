import * as z from "zod";
import {
  Delivery,
  ReminderHistory,
  ReminderOutcome,
  Unread,
} from "../../_shared/contract/api/notifications.ts";
import { Cursor, Limit, list, page, TaskId } from "../../_shared/contract/api/parts.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Instant } from "../../_shared/domain/task/task.ts";
import { countUnread, markRead, readLedger, remindersOfTask } from "../../_shared/store/deliveries/ledger.ts";
import { findTask } from "../../_shared/store/tasks/tasks.ts";
import { outcomesOf } from "../outcomes.ts";
import { pageByCursor } from "../requests.ts";
import { route } from "../route.ts";

const tag = "Notifications";

const ledger = route({
  method: "GET",
  path: "/v1/notifications",
  tag,
  summary: "The ledger: what was sent to you, where, and why something was not; newest first",
  query: z.strictObject({ cursor: Cursor.optional(), limit: Limit }),
  responses: { 200: page(Delivery) },
  handle: async ({ deps, userId, query }) => ({
    status: 200,
    body: pageByCursor(await readLedger(deps.db, userId, query)),
  }),
});

const unread = route({
  method: "GET",
  path: "/v1/notifications/unread",
  tag,
  summary: "How many in-app notifications you have not read, counted up to 100",
  responses: { 200: Unread },
  handle: async ({ deps, userId }) => ({ status: 200, body: { unread: await countUnread(deps.db, userId) } }),
});

const read = route({
  method: "POST",
  path: "/v1/notifications/read",
  tag,
  summary: "Mark in-app notifications as read",
  body: z.strictObject({ before: Instant.optional() }).default({}),
  responses: { 204: null },
  async handle({ deps, userId, body }) {
    await markRead(deps.db, userId, body.before ? new Date(body.before) : deps.now());
    return { status: 204 };
  },
});

const ofTask = route({
  method: "GET",
  path: "/v1/tasks/{id}/reminders",
  tag,
  summary: "The reminders of a task, past and to come, and how each was delivered",
  assistant: "read",
  params: z.object({ id: TaskId }),
  responses: { 200: list(ReminderHistory) },
  async handle({ deps, userId, origin, params: { id } }) {
    if (!(await findTask(deps.db, userId, id))) throw problem("task-not-found");
    const reminders = await remindersOfTask(deps.db, userId, id);
    // Devices and addresses are none of an assistant's business.
    const untargeted = (each: ReminderHistory): ReminderHistory => ({
      ...each,
      deliveries: each.deliveries.map((delivery) => ({ ...delivery, target: "" })),
    });
    return { status: 200, body: { results: origin ? reminders.map(untargeted) : reminders } };
  },
});

const outcomes = route({
  method: "GET",
  path: "/v1/tasks/{id}/deliveries",
  tag,
  summary: "The results of the reminders of a task, in words: why one did not ring; the latest first",
  assistant: "read",
  params: z.object({ id: TaskId }),
  responses: { 200: list(ReminderOutcome) },
  async handle({ deps, userId, params: { id } }) {
    if (!(await findTask(deps.db, userId, id))) throw problem("task-not-found");
    const reminders = await remindersOfTask(deps.db, userId, id);
    return { status: 200, body: { results: reminders.flatMap(outcomesOf) } };
  },
});

export const notificationRoutes = [ledger, unread, read, ofTask, outcomes];
