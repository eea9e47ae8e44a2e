import * as z from "zod";
import { Accepted, OperationStatus } from "../../_shared/contract/api/operations.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { Task } from "../../_shared/domain/task/task.ts";
import { findOperation } from "../../_shared/store/operations/operations.ts";
import { perform } from "../operations/perform.ts";
import { replyTo, statusOf } from "../operations/reply.ts";
import { mayUndo, undoNeedsConfirmation, undoOperation } from "../plans/undo.ts";
import { waitOf } from "../requests.ts";
import { route } from "../route.ts";

const tag = "Operations";
const params = z.object({ id: Uuid });

const get = route({
  method: "GET",
  path: "/v1/operations/{id}",
  tag,
  summary: "The state of an operation",
  params,
  responses: { 200: OperationStatus },
  async handle({ deps, userId, params: { id } }) {
    const operation = await findOperation(deps.db, userId, id);
    if (!operation) throw problem("not-found");
    return { status: 200, body: statusOf(id, operation.result) };
  },
});

const undo = route({
  method: "POST",
  path: "/v1/operations/{id}/undo",
  tag,
  summary: "Undo an operation, unless a later change of its task is not undone",
  write: "create",
  assistant: "change",
  params,
  responses: { 200: Task, 202: Accepted },
  async handle(context) {
    const { deps, userId, params } = context;
    const operation = await findOperation(deps.db, userId, params.id);
    if (!operation || !mayUndo(context, operation)) throw problem("not-found");
    if (!operation.undo) throw problem("conflict", "This operation has nothing to undo.");
    // What an assistant must not undo by itself becomes a plan.
    if ((await undoNeedsConfirmation(context, [operation])).has(operation.id))
      return perform(context, operation.undo);
    return replyTo(await undoOperation(context, operation, waitOf(context.request)));
  },
});

export const operationRoutes = [get, undo];
