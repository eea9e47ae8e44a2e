import type { Op } from "./ops.ts";
import type { Task } from "./types.ts";

/** What one transaction wrote, for memory and for the other tabs. */
export interface Written {
  tasks: Task[];
  removed: number[];
  ops: Op[];
  /** Ids of operations that were removed from the queue, and of those that the server applied. */
  done: string[];
  applied: string[];
  aliases: [local: number, id: number][];
  meta: Record<string, unknown>;
}

/** The server's id of an applied operation, and the resulting version of the task. */
export interface Applied {
  operationId: string;
  version: number;
  /** It was applied on top of a change made elsewhere. */
  rebased?: boolean;
}

/** A transaction over the replica: all of it is stored, or nothing. */
export interface Tx {
  task(id: number): Promise<Task | undefined>;
  tasks(): Promise<Task[]>;
  putTask(task: Task): Promise<void>;
  putTasks(tasks: readonly Task[]): Promise<void>;
  removeTask(id: number): Promise<void>;
  /** Operations in the order they were made; of one task, or all. */
  ops(task?: number): Promise<Op[]>;
  /** Stores an operation; a new one gets its `n`. */
  putOp(op: Op): Promise<void>;
  deleteOp(op: Op): Promise<void>;
  /** The server's id of a task created on this device. */
  alias(local: number): Promise<number | undefined>;
  putAlias(local: number, id: number): Promise<void>;
  /** The result of an applied operation. */
  applied(op: string): Promise<Applied | undefined>;
  putApplied(op: string, applied: Applied): Promise<void>;
  meta<Value>(key: string): Promise<Value | undefined>;
  putMeta(key: string, value: unknown): Promise<void>;
}

/** A transaction that changes nothing. */
export type ReadTx = Pick<Tx, "task" | "tasks" | "ops" | "alias" | "applied" | "meta">;

/** The store of a replica. */
export interface Storage {
  read<Result>(work: (tx: ReadTx) => Promise<Result>): Promise<Result>;
  /** Stores all changes of `work` or nothing; `strict` also waits until the disk has them. */
  write<Result>(work: (tx: Tx) => Promise<Result>, durability?: "strict"): Promise<Result>;
  close(): void;
}

/** The whole replica, as read at the start. */
export interface Snapshot {
  tasks: Task[];
  ops: Op[];
  aliases: [number, number][];
  meta: Record<string, unknown>;
}

export const nothingWritten = (): Written => ({
  tasks: [],
  removed: [],
  ops: [],
  done: [],
  applied: [],
  aliases: [],
  meta: {},
});
