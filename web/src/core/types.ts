import type * as problems from "../../../functions/_shared/contract/problems.ts";
import type { Task } from "../../../functions/_shared/domain/task/task.ts";

export type { Me } from "../../../functions/_shared/contract/api/account.ts";
export type {
  Due,
  GivenTask as NewTask,
  Reminder,
  Task,
  TaskPatch,
} from "../../../functions/_shared/domain/task/task.ts";
/** A problem as received: one from a proxy has no code of the API. */
export type Problem = Omit<problems.Problem, "code"> & { code: string };
export type Recurrence = NonNullable<Task["recurrence"]>;
export type Priority = Task["priority"];
