import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../support/eventually.ts";
import { replicas, untilIdle } from "../support/cluster.ts";
import { query } from "../support/inside.ts";
import { type Person, taskOf, untilEnded } from "../support/people.ts";

/** The delivery of the reminders of one batch. */
export interface Delivered {
  title: string;
  /** Milliseconds from the requested instant to the delivery in the ledger. */
  lateness: number;
  attempts: number;
}

/** Sets reminders at these instants, each on its own task. */
export async function setReminders(person: Person, name: string, instants: Date[]): Promise<void> {
  const tasks = instants.map((at, index) => {
    const body = { title: `${name} ${index}`, reminders: [{ at: at.toISOString() }] };
    return untilEnded((key) => person.write("POST", "/v1/tasks", { body, key }));
  });
  for (const answer of await Promise.all(tasks)) taskOf(answer);
}

// Replicas of the functions that deliver a reminder, shortly before they are started for the instant.
async function replicasBefore(instant: Date): Promise<number> {
  const left = () => Math.max(1000, instant.getTime() - Date.now() - 17_000);
  await untilIdle(left(), ["remind", "notify"]);
  await sleep(left());
  const { remind = 0, notify = 0 } = await replicas();
  return remind + notify;
}

/** The ledger's rows of the reminders with this name, once there are `count`. */
export function delivered(name: string, count: number, ms: number): Promise<Delivered[]> {
  const sql = `select title, attempts, extract(epoch from sent_at - remind_at) * 1000 as lateness
    from deliveries where title like $1 and channel = 'in-app' and status = 'sent'`;
  return eventually(
    async () => {
      const rows = await query<Delivered>(sql, [`${name} %`]);
      if (rows.length < count) return undefined;
      return rows.map((row) => ({ ...row, lateness: Number(row.lateness) }));
    },
    { ms, every: 2000, what: `${count} deliveries of ${name}` },
  );
}

/**
 * Milliseconds until the first batch and between batches: to set or send them, a cooldown of 30 s, and the end of the
 * pods.
 */
const apart = 150_000;

/** Batches of seven reminders, far enough apart for everything to be at zero in between. */
export function reminderBatches(count: number): Date[][] {
  const begin = Date.now() + apart;
  return Array.from({ length: count }, (_, batch) =>
    Array.from({ length: 7 }, (_, index) => new Date(begin + batch * apart + index * 600)),
  );
}

/** Follows each batch from zero replicas to the ledger. Throws when a function was not at zero. */
export async function followReminders(run: string, batches: Date[][]): Promise<Delivered[]> {
  const all: Delivered[] = [];
  for (const [index, instants] of batches.entries()) {
    assert.equal(await replicasBefore(instants[0] as Date), 0, "not at zero before the reminder");
    await sleep(Math.max(0, (instants.at(-1) as Date).getTime() - Date.now()));
    all.push(...(await delivered(`reminder ${run}/${index}`, instants.length, 30_000)));
  }
  return all;
}
