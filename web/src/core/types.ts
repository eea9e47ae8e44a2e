import type { Problem } from "../../../functions/_shared/contract/schemas.ts";
import type { Language } from "../../../functions/_shared/domain/settings.ts";
import type { Task } from "../../../functions/_shared/domain/task/task.ts";

export type {
  Due,
  GivenTask as NewTask,
  Reminder,
  Task,
  TaskPatch,
} from "../../../functions/_shared/domain/task/task.ts";
export type { Problem };
export type Recurrence = NonNullable<Task["recurrence"]>;
export type Priority = Task["priority"];

/** The account, as `GET /v1/me` answers it. */
export interface Me {
  id: string;
  email: string;
  /** Whether it is proven to be the person's; mail goes to no other. */
  email_confirmed: boolean;
  name: string;
  time_zone: string;
  /** Language of what is mailed and pushed. */
  language: Language;
  notifications: {
    push: boolean;
    email: "always" | "fallback" | "never";
    digest: boolean;
    digest_hour: number;
  };
  quiet_hours: { from: string; to: string } | null;
}
