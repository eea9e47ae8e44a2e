import type { Envelope } from "../contract/envelope.ts";
import type { Command } from "../contract/schemas.ts";
import type { CommandTopic } from "../contract/topics.ts";
import { currentTraceparent } from "../contract/trace-context.ts";
import { refusal } from "../domain/refusal.ts";
import type { Task } from "../domain/task/task.ts";
import type { Handlers } from "../platform/declaration.ts";
import type { Deps } from "../platform/deps.ts";
import { defineFunction } from "../platform/function.ts";
import type { Queryable } from "../store/database.ts";
import { findMadeSince } from "../store/operations/operations.ts";
import { findTask } from "../store/tasks/tasks.ts";
import { operationTopics } from "./announcements.ts";
import type { Requested } from "./group.ts";
import { remindsSince } from "./made-at.ts";
import type { Decision, Situation } from "./operation.ts";
import { openOperations, type Run } from "./run.ts";
import { isBackAt } from "./undone.ts";

/** Decides one command; see `Decide`. */
export type DecideCommand<Topic extends CommandTopic> = (
  command: Command<Topic>,
  at: Situation,
  tx: Queryable,
) => Decision | Promise<Decision>;

/** The commands that an event carries, each an operation of its own of the same person. */
export type CommandsIn<Topic extends CommandTopic> = (data: Command<Topic>) => Command<Topic>[];

/** The handler of a command topic: each command has an effect at most once. */
function handleCommand<Topic extends CommandTopic>(
  { now }: Deps,
  run: Run,
  {
    topic,
    decide,
    commandsIn,
  }: { topic: Topic; decide: DecideCommand<Topic>; commandsIn: CommandsIn<Topic> },
) {
  const requested = (data: Command<Topic>, time: string | undefined): Requested => {
    const { operation_id: id, user_id: userId, actor, fingerprint, origin } = data;
    const undoes = "undoes" in data ? data.undoes : undefined;
    const acceptedAt = time ? new Date(time) : now();
    const since = remindsSince("made_at" in data ? data.made_at : undefined, acceptedAt);
    const about = { id, name: topic, userId, actor, origin, fingerprint, undoes };
    const traceparent = currentTraceparent();
    const operation = { ...about, acceptedAt, remindsSince: since, traceparent };
    return { operation, decide: async (tx, at) => decide(data, at, tx) };
  };
  return async ({ data, time }: Envelope<Command<Topic>>): Promise<void> =>
    run(commandsIn(data).map((each) => requested(each, time)));
}

/** Declares the function of a command topic, named like the topic; it runs the decision and publishes its events. */
export const defineCommand = <Topic extends CommandTopic>(
  topic: Topic,
  decide: DecideCommand<Topic>,
  commandsIn: CommandsIn<Topic> = (data) => [data],
) =>
  defineFunction(topic, {
    shape: "event",
    subscribes: [{ topic }],
    publishes: operationTopics,
    // TypeScript widens a computed key of a type parameter to any string.
    open: (deps) => ({
      on: {
        [topic]: handleCommand(deps, openOperations(deps), { topic, decide, commandsIn }),
      } as unknown as Handlers<Topic>,
    }),
  });

/**
 * The task of a command, in the version the command expects; throws `task-not-found` or `version-conflict`. An undo
 * also applies if everything after its version was undone: the task has the content of that version again.
 */
export async function taskOf(
  tx: Queryable,
  command: { user_id: string; task_id: number; version: number | null; undoes?: string | undefined },
): Promise<Task> {
  const { user_id, task_id, version, undoes } = command;
  const task = await findTask(tx, user_id, task_id);
  if (!task) throw refusal("task-not-found");
  if (version === null || version === task.version) return task;
  if (undoes && isBackAt(version, task.version, await findMadeSince(tx, user_id, task_id, version)))
    return task;
  throw refusal("version-conflict", `It is at version ${task.version} now.`, { task });
}
