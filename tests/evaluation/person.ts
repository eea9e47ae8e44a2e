import { randomUUID } from "node:crypto";
import { messageEvent } from "../../functions/_shared/contract/chat.ts";
import type { Language } from "../../functions/_shared/domain/settings.ts";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { queueTurn } from "../../functions/_shared/store/chat/conversations.ts";
import { claimTurn } from "../../functions/_shared/store/chat/turns.ts";
import { findTask } from "../../functions/_shared/store/tasks/tasks.ts";
import { runTurn, type TurnDeps } from "../../functions/chat/turn.ts";
import type { Whole } from "../function/support/whole.ts";
import type { World } from "../function/support/world.ts";
import type { MadeCall, MadePlan, Outcome, State } from "./judge.ts";
import { seeds, zone } from "./tasks.ts";

/** The person whose tasks are copied for each request, by language: their tasks by key. */
export interface Original {
  userId: string;
  ids: Map<string, number>;
}

/** Makes the tasks of a language once, through the functions. */
export async function makeOriginal(world: World, whole: Whole, language: Language): Promise<Original> {
  const userId = await world.user({ time_zone: zone, language });
  const person = await whole.person(userId);
  const ids = new Map<string, number>();
  for (const { key, [language]: title, due, rrule, tags, priority, state } of seeds) {
    const body = { title, due, tags, priority, ...(rrule && { recurrence: { rrule } }) };
    const { body: task } = await person("POST", "/v1/tasks", { body });
    ids.set(key, task.id);
    const { version } = task;
    if (state === "done") await person("POST", `/v1/tasks/${task.id}/complete`, { version });
    if (state === "trash") await person("DELETE", `/v1/tasks/${task.id}`, { version });
  }
  await whole.idle();
  return { userId, ids };
}

/** A new person with a copy of these tasks. */
export async function copyOf({ db }: World, original: Original, userId: string): Promise<Original> {
  const { rows: columns } = await db.query(
    `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
     where table_name = 'tasks' and table_schema = 'public' and is_generated = 'NEVER'
       and column_name not in ('id', 'user_id', 'series_id')`,
  );
  const { names } = columns[0];
  const { rows } = await db.query(
    `insert into tasks (user_id, series_id, ${names})
     select $2, case when series_id is not null then gen_random_uuid() end, ${names} from tasks where user_id = $1 order by id
     returning id, seq`,
    [original.userId, userId],
  );
  await db.query("update users set seq = (select seq from users where id = $1) where id = $2", [
    original.userId,
    userId,
  ]);
  const copies = rows.map(({ id }) => Number(id)).sort((one, other) => one - other);
  const keys = [...original.ids].sort(([, one], [, other]) => one - other).map(([key]) => key);
  return { userId, ids: new Map(keys.map((key, n) => [key, copies[n] as number])) };
}

export interface Ran {
  outcome: Outcome;
  tokens: number;
  ms: number;
}

/** Says the messages in a conversation of their own, and looks at what came of them. */
export async function converse(
  world: World,
  whole: Whole,
  deps: TurnDeps,
  { userId, ids }: Original,
  said: string[],
): Promise<Ran> {
  const conversation_id = randomUUID();
  const before = await tasksOf(world, userId);
  const begun = performance.now();
  for (const message of said) {
    const id = randomUUID();
    const event = messageEvent("api", world.now(), { user_id: userId, conversation_id, turn_id: id });
    const limits = { conversations: 10, turns: 10, waitingTurns: 10, dailyMessages: 1000 };
    const turn = { id, user_id: userId, conversation_id, message };
    await world.db.transaction((tx) => queueTurn(tx, turn, event, limits));
    world.sidecar.appId = "chat";
    for (let claimed = await claimTurn(world.db); claimed; claimed = await claimTurn(world.db))
      await runTurn(deps, claimed, new AbortController().signal);
  }
  const ms = performance.now() - begun;
  await whole.idle();
  const { rows: turns } = await world.db.query(
    "select reply, tokens, steps from turns where conversation_id = $1 order by n",
    [conversation_id],
  );
  const keyOf = new Map([...ids].map(([key, id]) => [id, key]));
  const named = (id: unknown) => (keyOf.has(Number(id)) ? `$${keyOf.get(Number(id))}` : "$new");
  const calls = turns.flatMap(({ steps }) =>
    (steps as { tool: string; state: string; arguments: Record<string, unknown> }[]).map(
      ({ tool, state, arguments: args }): MadeCall => ({
        ...{ name: tool, failed: state === "failed" },
        args: { ...args, ...("task_id" in args && { task_id: named(args.task_id) }) },
      }),
    ),
  );
  const after = await tasksOf(world, userId);
  const outcome: Outcome = {
    calls,
    reply: turns.map(({ reply }) => reply).join("\n"),
    planned: await plannedOf(world, userId, keyOf),
    created: [],
    changed: {},
  };
  for (const [id, { state, isNext }] of after) {
    const key = keyOf.get(id);
    if (!key) {
      // The next occurrence of a task that was completed is nobody's new task.
      if (!isNext && !state.deleted) outcome.created.push(state);
    } else if (JSON.stringify(before.get(id)?.state) !== JSON.stringify(state)) outcome.changed[key] = state;
  }
  return { outcome, tokens: turns.reduce((sum, turn) => sum + turn.tokens, 0), ms };
}

const stateOf = (task: Task): State => ({
  ...{ title: task.title, notes: task.notes, due: task.due, rrule: task.recurrence?.rrule ?? null },
  ...{ tags: task.tags, priority: task.priority, reminders: task.reminders, status: task.status },
  ...{ skipped: task.skipped_at !== null, deleted: task.deleted_at !== null },
});

async function tasksOf({ db }: World, userId: string) {
  const { rows } = await db.query("select id, occurrence from tasks where user_id = $1", [userId]);
  const all = new Map<number, { state: State; isNext: boolean }>();
  for (const { id, occurrence } of rows) {
    const task = await findTask(db, userId, Number(id));
    if (task) all.set(Number(id), { state: stateOf(task), isNext: (occurrence ?? 1) > 1 });
  }
  return all;
}

async function plannedOf({ db }: World, userId: string, keyOf: Map<number, string>): Promise<MadePlan[]> {
  const { rows } = await db.query("select items from plans where user_id = $1 and status = 'proposed'", [
    userId,
  ]);
  return rows.flatMap(({ items }) =>
    (items as { call: { command: string; arguments: { task_id?: number; patch?: Partial<Task> } } }[]).map(
      ({ call: { command, arguments: args } }): MadePlan => {
        const { recurrence, ...patch } = args.patch ?? {};
        const key = keyOf.get(args.task_id ?? 0);
        return {
          op: command.replace("-task", ""),
          ...(key && { key }),
          patch: { ...(patch as Partial<State>), ...(recurrence && { rrule: recurrence.rrule }) },
        };
      },
    ),
  );
}
