import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Turn } from "../../../functions/_shared/contract/api/chat.ts";
import { untilIdle } from "../support/cluster.ts";
import { insist, type Person } from "../support/people.ts";

/** Functions that a turn starts which adds a task. */
const started = ["chat", "create-task"];
/** Milliseconds after which a turn counts as lost: its own time is less. */
const longest = 180_000;

/** Says something while the assistant and what it needs are at zero; `ms` is the time until the reply was there. */
export async function turnFromZero(person: Person, text: string): Promise<{ turn: Turn; ms: number }> {
  await untilIdle(180_000, started);
  const [path, key] = [`/v1/chat/${randomUUID()}`, randomUUID()];
  const begun = Date.now();
  await insist(() => person.write("POST", `${path}/messages`, { body: { text }, key }));
  for (;;) {
    const { status, body, error } = await person.read(path);
    const turn: Turn | undefined = status === 200 ? JSON.parse(body as string).turns[0] : undefined;
    if (turn && turn.state !== "queued" && turn.state !== "running") return { turn, ms: Date.now() - begun };
    if (Date.now() - begun > longest)
      throw new Error(`no reply: ${turn ? JSON.stringify(turn) : `${status ?? error} ${body}`}`);
    await sleep(250);
  }
}
