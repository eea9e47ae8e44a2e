import { untilIdle } from "../support/cluster.ts";
import { type Person, taskOf, untilEnded } from "../support/people.ts";
import type { Answer } from "../support/visitor.ts";

/** Milliseconds from the request to the applied operation, by operation. */
export type Wakes = Record<string, number>;

const commandFunctions = ["create", "update", "complete", "reopen", "skip", "delete", "restore"].map(
  (operation) => `${operation}-task`,
);

/**
 * A task's whole life while every operation's function is at zero: each step starts its own. One round gives seven
 * starts.
 */
export async function lifeFromZero(person: Person): Promise<Wakes> {
  await untilIdle(180_000, commandFunctions);
  const wakes: Wakes = {};
  const step = async (operation: string, ask: (key: string) => Promise<Answer>) => {
    const answer = await untilEnded(ask);
    wakes[operation] = Math.round(answer.ms);
    return taskOf(answer);
  };
  const due = { date: "2031-05-01" };
  const body = { title: "Water the plants", due, recurrence: { rrule: "FREQ=WEEKLY" } };
  let task = await step("create", (key) => person.write("POST", "/v1/tasks", { body, key }));
  const path = `/v1/tasks/${task.id}`;
  const on = (action: string) =>
    step(action, (key) => person.write("POST", `${path}/${action}`, { version: task.version, key }));
  const patch = { title: "Water the ferns" };
  task = await step("update", (key) =>
    person.write("PATCH", path, { body: patch, version: task.version, key }),
  );
  task = await on("complete");
  task = await on("reopen");
  task = await on("skip");
  task = await step("delete", (key) => person.write("DELETE", path, { version: task.version, key }));
  await on("restore");
  return wakes;
}
