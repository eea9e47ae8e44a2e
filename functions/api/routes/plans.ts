import * as z from "zod";
import { list } from "../../_shared/contract/api/parts.ts";
import { NewPlan, Plan, PlanSummary, Undone } from "../../_shared/contract/api/plans.ts";
import type { Origin } from "../../_shared/contract/origin.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { Text } from "../../_shared/domain/task/task.ts";
import { findOperations, operationsOfTurn } from "../../_shared/store/operations/operations.ts";
import { holderOf } from "../../_shared/store/plans/holder.ts";
import { closePlans, findPlan, listPlans } from "../../_shared/store/plans/plans.ts";
import { scopedKey } from "../plans/admit.ts";
import { confirm, decline } from "../plans/confirm.ts";
import { commandOf } from "../plans/items.ts";
import { propose } from "../plans/propose.ts";
import { mayUndo, undoAll } from "../plans/undo.ts";
import { operationsOf, planOf, summaryOf } from "../plans/view.ts";
import { idempotencyKey, waitOf } from "../requests.ts";
import { route } from "../route.ts";

const tag = "Plans";
const params = z.object({ id: Uuid });
const holder = (origin: Origin | null) => (origin ? holderOf(origin) : undefined);

const create = route({
  method: "POST",
  path: "/v1/plans",
  tag,
  summary: "Propose changes, for assistants; a person changes tasks directly",
  write: "create",
  assistant: "plan",
  bodyLimit: 1024 * 1024,
  body: NewPlan,
  responses: { 201: Plan },
  async handle({ deps, userId, actor, origin, body, request }) {
    if (!origin) throw problem("not-found", "Only assistants propose.");
    const given = idempotencyKey(request);
    const key = given === undefined ? undefined : scopedKey(origin, given);
    const calls = body.items.map(commandOf);
    const plan = await propose(deps, { userId, actor, origin, calls, reason: body.reason, key });
    return { status: 201, body: plan, headers: { Location: `/v1/plans/${plan.id}` } };
  },
});

const all = route({
  method: "GET",
  path: "/v1/plans",
  tag,
  summary: "The latest plans that assistants proposed, newest first; an assistant sees its own",
  assistant: "read",
  responses: { 200: list(PlanSummary) },
  async handle({ deps, userId, origin }) {
    await closePlans(deps.db, userId, deps.now());
    const rows = await listPlans(deps.db, userId, holder(origin));
    const results = rows.map(({ items, ...row }) => ({ ...summaryOf(deps, row), changes: Number(items) }));
    return { status: 200, body: { results } };
  },
});

const get = route({
  method: "GET",
  path: "/v1/plans/{id}",
  tag,
  summary: "A plan, with how each of its changes ended",
  assistant: "read",
  params,
  responses: { 200: Plan },
  async handle({ deps, userId, origin, params: { id } }) {
    await closePlans(deps.db, userId, deps.now());
    const row = await findPlan(deps.db, userId, id, holder(origin));
    if (!row) throw problem("not-found");
    return { status: 200, body: await planOf(deps, row) };
  },
});

const confirmed = route({
  method: "POST",
  path: "/v1/plans/{id}/confirm",
  tag,
  summary: "Confirm a plan and execute it; again, to execute the changes that are left",
  params,
  responses: { 200: Plan },
  handle: async ({ deps, userId, params: { id }, request }) => ({
    status: 200,
    body: await confirm(deps, userId, id, waitOf(request)),
  }),
});

const declined = route({
  method: "POST",
  path: "/v1/plans/{id}/decline",
  tag,
  summary: "Decline a plan",
  params,
  responses: { 200: Plan },
  handle: async ({ deps, userId, params: { id } }) => ({
    status: 200,
    body: await decline(deps, userId, id),
  }),
});

const undone = route({
  method: "POST",
  path: "/v1/plans/{id}/undo",
  tag,
  summary: "Undo what a confirmed plan changed, except tasks that have changed since",
  params,
  responses: { 200: Undone },
  async handle(context) {
    const { deps, userId, params } = context;
    const row = await findPlan(deps.db, userId, params.id);
    if (!row) throw problem("not-found");
    const operations = await findOperations(deps.db, userId, operationsOf(row));
    return { status: 200, body: await undoAll(context, operations) };
  },
});

const turn = route({
  method: "POST",
  path: "/v1/turns/{turn_id}/undo",
  tag,
  summary: "Undo everything that an assistant did in one turn, except tasks that have changed since",
  assistant: "change",
  params: z.object({ turn_id: Text.min(1).max(100) }),
  responses: { 200: Undone },
  async handle(context) {
    const { deps, userId, params } = context;
    const all = await operationsOfTurn(deps.db, userId, params.turn_id);
    const operations = all.filter((operation) => mayUndo(context, operation));
    if (operations.length === 0) throw problem("not-found");
    return { status: 200, body: await undoAll(context, operations) };
  },
});

export const planRoutes = [create, all, get, confirmed, declined, undone, turn];
