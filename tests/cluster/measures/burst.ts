import { setTimeout as sleep } from "node:timers/promises";
import { replicas, untilIdle } from "../support/cluster.ts";
import { query } from "../support/inside.ts";
import { insist, type Person } from "../support/people.ts";

/** The course of a burst. */
export interface Burst {
  operations: number;
  /** Seconds until the last was accepted, until the last was applied, and until everything was back at zero. */
  accepted: number;
  drained: number;
  idle: number;
  lost: number;
  duplicates: number;
  refused: number;
  /** Pods of the functions at work, every few seconds from the start. */
  replicas: { second: number; pods: Record<string, number> }[];
}

const seconds = (began: number) => Math.round((Date.now() - began) / 100) / 10;

/** Sends operations as fast as they are accepted, from zero replicas, and follows their progress. */
export async function burst(people: Person[], operations: number, lanes = 100): Promise<Burst> {
  await untilIdle();
  const began = Date.now();
  const name = `burst ${began}`;
  const watch = watchReplicas(began);
  let sent = 0;
  let refused = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (sent < operations) {
        const number = sent++;
        const person = people[number % people.length] as Person;
        const key = `${name} ${number}`;
        const body = { title: key };
        const told = await insist(() => person.write("POST", "/v1/tasks", { body, key, wait: 0 }));
        refused += told.refused;
      }
    }),
  );
  const accepted = seconds(began);
  let state = await stateOf(name);
  const deadline = Date.now() + 300_000;
  while ((state.applied < operations || state.audited < operations) && Date.now() < deadline) {
    await sleep(1000);
    state = await stateOf(name);
  }
  const drained = seconds(began);
  await untilIdle(240_000);
  const last = await stateOf(name);
  return {
    operations,
    accepted,
    drained,
    idle: seconds(began),
    lost: operations - last.distinct + (operations - last.audited),
    duplicates: last.applied - last.distinct,
    refused,
    replicas: watch.stop(),
  };
}

/** The number of tasks with this name, of different ones, and of those in the audit trail. */
export async function stateOf(name: string): Promise<{ applied: number; distinct: number; audited: number }> {
  const [row] = await query<{ applied: number; distinct: number; audited: number }>(
    `select count(*)::int as applied, count(distinct t.title)::int as distinct,
       count(distinct a.task_id)::int as audited
     from tasks t left join audit a on a.task_id = t.id and a.action = 'created' where t.title like $1`,
    [`${name} %`],
  );
  return row as { applied: number; distinct: number; audited: number };
}

function watchReplicas(began: number): { stop: () => Burst["replicas"] } {
  const samples: Burst["replicas"] = [];
  let last = "";
  const timer = setInterval(async () => {
    const all = await replicas().catch(() => ({}));
    const pods = Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
    if (JSON.stringify(pods) === last) return;
    last = JSON.stringify(pods);
    samples.push({ second: Math.round((Date.now() - began) / 1000), pods });
  }, 3000);
  return {
    stop() {
      clearInterval(timer);
      return samples;
    },
  };
}
