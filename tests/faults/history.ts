import type { Task } from "../../functions/_shared/domain/task/task.ts";

export type Kind = "create" | "update" | "complete" | "reopen" | "skip" | "delete" | "restore";

/** One operation as its client saw it. Times are milliseconds since the epoch. */
export interface Operation {
  /** Its id, which the client can compute like the api. */
  id: string;
  user: string;
  kind: Kind;
  /** Title of a new task; unique in the run. */
  title?: string;
  taskId?: number;
  /** The version it was made against; null for any. */
  version?: number | null;
  /** Instant of a reminder on a task that is not changed afterwards. */
  remindAt?: number;
  begun: number;
  /** When the request with the final answer began. */
  lastBegun: number;
  ended?: number;
  requests: number;
  /** Whether any request was answered with 2xx. */
  accepted: boolean;
  /** `unknown`: the client disconnected before it knew. */
  outcome: "succeeded" | "failed" | "unknown";
  /** Whether it retried for minutes without getting the result. */
  gaveUp?: boolean;
  /** The code of the problem if it failed. */
  code?: string;
  task?: Task;
}

/** The kill of a process, or of a whole pod: a function with its sidecar. */
export interface Kill {
  at: number;
  process: string;
  signal: "SIGKILL" | "SIGTERM" | "SIGINT";
}

/** A push as the device received it. */
export interface Push {
  user: string;
  at: number;
  tag: string;
  remindAt: number;
  /** Whether it was marked late. */
  late: boolean;
}

/** A second device: its final tasks, and the faults of the stream itself. */
export interface Feed {
  user: string;
  tasks: Map<number, Task>;
  faults: string[];
}

/** Everything observed from outside. */
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
  /** Without notes where they did not change. */
  task_data: Omit<Task, "notes"> & Partial<Pick<Task, "notes">>;
}

/** The result of an operation in the database. */
export interface OperationEnd {
  status: string;
  task_id: number | null;
  version: number | null;
  code: string | null;
}

/** The final state of the system. */
export interface FinalState {
  /** When it was read, in milliseconds since 1970. */
  at: number;
  operations: Map<string, OperationEnd>;
  audit: AuditEntry[];
  /** By user, as returned by `GET /v1/changes`. */
  tasks: Map<string, Task[]>;
  deadLetters: { event_id: string; topic: string; reason: string }[];
  /** `told_by` is the id of the notification that told of it. */
  reminders: {
    id: string;
    told_by: string;
    user_id: string;
    task_id: number;
    state: string;
    remind_at: number;
  }[];
  deliveries: {
    notification_id: string;
    user_id: string;
    channel: string;
    status: string;
    attempts: number;
  }[];
  outbox: number;
  /** Unconsumed events by consumer group; only groups with some. */
  lag: Record<string, number>;
}
