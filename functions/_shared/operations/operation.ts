import type { Actor } from "../contract/envelope.ts";
import type { Origin } from "../contract/origin.ts";
import type { CommandCall, TaskAction } from "../contract/schemas.ts";
import type { ReminderSettings } from "../domain/reminders.ts";
import type { Circumstances, Draft } from "../domain/task/rules.ts";
import type { Task } from "../domain/task/task.ts";
import type { Queryable } from "../store/database.ts";

/** One operation as it was requested. */
export interface Operation {
  id: string;
  name: string;
  userId: string;
  actor: Actor;
  /** Where it comes from, when an assistant requested it. */
  origin?: Origin | undefined;
  fingerprint: string;
  /** The operation that this one undoes. */
  undoes?: string | undefined;
  /** The trace in which it is done; operations of several traces share a transaction. */
  traceparent?: string | undefined;
  /** When it was accepted. */
  acceptedAt: Date;
  /** Reminders due since then are still sent, as late ones. (Default: since it was accepted) */
  remindsSince?: Date;
}

/** A change to one task: before (null: new), after, and the name of the action. */
export interface Change {
  before: Task | null;
  after: Task | Draft;
  action: TaskAction;
  /** Who caused it. (Default: the operation's actor) */
  actor?: Actor;
}

/** The decision of an operation. The first changed task is its result; a decision may also change nothing. */
export interface Decision {
  changes: Change[];
  undo?: (result: Task) => CommandCall;
}

/** What a decision may depend on; an action counts from when it was accepted, however late it is handled. */
export type Situation = Circumstances & ReminderSettings & { seq: number; acceptedAt: Date };

/** Reads what it needs in the transaction and decides; refuses by throwing a `Refusal`. It writes nothing. */
export type Decide = (tx: Queryable, at: Situation) => Promise<Decision>;
