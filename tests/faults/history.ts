import type { Task } from "../../functions/_shared/domain/task/task.ts";

export type Kind = "create" | "update" | "complete" | "reopen" | "skip" | "delete" | "restore";

/** One operation as its client saw it. Times are milliseconds since the epoch. */
export interface Operation {
  /** Its id, which the client can compute as the api does. */
  id: string;
  user: string;
  kind: Kind;
  /** Of a new task; unique in the run. */
  title?: string;
  taskId?: number;
  /** The version it was made against; null for any. */
  version?: number | null;
  /** Instant of a reminder on a task that nobody touches again. */
  remindAt?: number;
  begun: number;
  /** When the request that was answered for good began. */
  lastBegun: number;
  ended?: number;
  requests: number;
  /** Whether any request was answered 2xx. */
  accepted: boolean;
  /** `unknown`: the client went away before it knew. */
  outcome: "succeeded" | "failed" | "unknown";
  /** Whether it asked for minutes and was never told the end. */
  gaveUp?: boolean;
  /** Why it failed: the problem's code. */
  code?: string;
  task?: Task;
}

/** A process that was killed, or a whole pod: a function with its sidecar. */
export interface Kill {
  at: number;
  process: string;
  signal: "SIGKILL" | "SIGTERM" | "SIGINT";
}

/** A push as the device got it. */
export interface Push {
  user: string;
  at: number;
  tag: string;
  remindAt: number;
  /** Whether it said that it was late. */
  late: boolean;
}

/** A second device: the tasks it ended up with, and the faults of the stream itself. */
export interface Feed {
  user: string;
  tasks: Map<number, Task>;
  faults: string[];
}

/** What the outside saw. */
export interface History {
  operations: Operation[];
  kills: Kill[];
  pushes: Push[];
  feeds: Feed[];
}

export interface AuditEntry {
  user_id: string;
  task_id: number;
  version: number;
  seq: number;
  action: string;
  actor: string;
  operation_id: string;
  task_data: Task;
}

/** How an operation ended, as the system remembers it. */
export interface OperationEnd {
  status: string;
  task_id: number | null;
  version: number | null;
  code: string | null;
}

/** What the system holds in the end. */
export interface FinalState {
  operations: Map<string, OperationEnd>;
  audit: AuditEntry[];
  /** By user, as `GET /v1/changes` lists them. */
  tasks: Map<string, Task[]>;
  deadLetters: { event_id: string; topic: string; reason: string }[];
  reminders: { id: string; user_id: string; task_id: number; state: string; remind_at: number }[];
  deliveries: {
    notification_id: string;
    user_id: string;
    channel: string;
    status: string;
    attempts: number;
  }[];
  outbox: number;
  /** Events not yet consumed, by consumer group; only those above zero. */
  lag: Record<string, number>;
}
