import { untilIdle } from "../support/cluster.ts";
import { type Person, taskOf } from "../support/people.ts";
import type { Answer } from "../support/visitor.ts";

/** From the request to the applied operation, in milliseconds, by operation. */
export type Wakes = Record<string, number>;

const commandFunctions = ["create", "update", "complete", "reopen", "skip", "delete", "restore"].map(
  (operation) => `${operation}-task`,
);

/**
 * A task's whole life while every operation's function is at zero: each step wakes its own. One round gives seven
 * wakes.
 */
export async function lifeFromZero(person: Person): Promise<Wakes> {
  await untilIdle(180_000, commandFunctions);
  const wakes: Wakes = {};
  const step = async (operation: string, ask: Promise<Answer>) => {
    const answer = await ask;
    wakes[operation] = Math.round(answer.ms);
    return taskOf(answer);
  };
  const due = { date: "2031-05-01" };
  const body = { title: "Water the plants", due, recurrence: { rrule: "FREQ=WEEKLY" } };
  let task = await step("create", person.write("POST", "/v1/tasks", { body }));
  const path = `/v1/tasks/${task.id}`;
  const on = (action: string) =>
    step(action, person.write("POST", `${path}/${action}`, { version: task.version }));
  task = await step(
    "update",
    person.write("PATCH", path, { body: { title: "Water the ferns" }, version: task.version }),
  );
  task = await on("complete");
  task = await on("reopen");
  task = await on("skip");
  task = await step("delete", person.write("DELETE", path, { version: task.version }));
  await on("restore");
  return wakes;
}
