import type { Actor } from "../contract/envelope.ts";
import type { CommandCall, TaskAction } from "../contract/schemas.ts";
import type { Circumstances, Draft } from "../domain/task/rules.ts";
import type { Task } from "../domain/task/task.ts";
import type { Queryable } from "../store/database.ts";

/** One operation as it was asked for. */
export interface Operation {
  id: string;
  name: string;
  userId: string;
  actor: Actor;
  fingerprint: string;
  /** When it was accepted; reminders due since then are still sent, late. */
  acceptedAt: Date;
}

/** A change to one task: as it was (null: new), as it shall be, and what that is called. */
export interface Change {
  before: Task | null;
  after: Task | Draft;
  action: TaskAction;
}

/** What an operation decided. The first change's task is its result; no change is a result too. */
export interface Decision {
  changes: Change[];
  undo?: (result: Task) => CommandCall;
}

/** What a decision may look at; a thing happened when it was accepted, however long it waited to be handled. */
export type Situation = Circumstances & { seq: number; acceptedAt: Date };

/** Reads what it needs in the transaction and decides; refuses by throwing a `Refusal`. It writes nothing. */
export type Decide = (tx: Queryable, at: Situation) => Promise<Decision>;
