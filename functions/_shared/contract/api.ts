import * as z from "zod";
import { Task } from "../domain/task/task.ts";
import { Problem } from "./schemas.ts";

/** Id of a task in a path. */
export const TaskId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
/** Opaque place in a list, as `next_cursor` gave it: at its longest it holds a title. */
export const Cursor = z.string().max(4000);
/** E-mail address of an account. */
export const Email = z.email().max(254);
/** A password as it may be chosen. */
export const Password = z.string().min(10).max(200);
/** Rows of a page. */
export const Limit = z.coerce.number().int().min(1).max(200).default(50);

/** How a person is reached. */
export const Channel = z.enum(["push", "email", "in-app"]);
export type Channel = z.infer<typeof Channel>;

/** How a delivery stands. */
export const DeliveryStatus = z.enum(["sending", "sent", "failed", "skipped"]);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** A page of a list. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ results: z.array(item), next_cursor: z.string().nullable() });

/** An operation that was accepted and is not known to have ended. */
export const Accepted = z.object({ operation_id: z.uuid(), status: z.literal("accepted") });

/** How an operation stands. */
export const OperationStatus = z.object({
  operation_id: z.uuid(),
  status: z.enum(["accepted", "succeeded", "failed"]),
  task: Task.nullable(),
  problem: Problem.nullable(),
});

/** A reason in an import's report by its stable code, with the values in its words: for other languages than English. */
export const ReportReason = z.object({
  code: z.string(),
  get values() {
    return z.array(z.union([z.string(), ReportReason]));
  },
});
