import { derivedId } from "../../functions/_shared/domain/ids.ts";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import type { Person } from "../support/client.ts";
import { perform, type Request, send } from "./client.ts";
import type { Kind, Operation } from "./history.ts";
import type { Random } from "./random.ts";

/** The system of a user and the record of their actions. */
export interface Stage {
  base: string;
  operations: Operation[];
  /** Reduces the number of remaining operations; false when there are none. */
  next(): boolean;
}

const changes = { update: 30, complete: 22, reopen: 12, skip: 8, delete: 12, restore: 8 };
const actions = { complete: "complete", reopen: "reopen", skip: "skip", restore: "restore" } as const;
/** Seconds at most from setting a reminder to its instant. */
const furthestReminder = 25;

/** A person with one device: performs one operation after another on the tasks it knows. */
export async function actAsUser(stage: Stage, person: Person, userId: string, random: Random): Promise<void> {
  const known = new Map<number, Task>();
  const learn = (task: Task | undefined) => task && known.set(task.id, task);
  let count = 0;

  while (stage.next()) {
    count += 1;
    // Changes by other functions, such as the next occurrence, are fetched now and then.
    if (count % 8 === 0) await refresh();
    const task = known.size > 0 && random.chance(0.72) ? random.pick([...known.values()]) : undefined;
    const request = task ? changeOf(task) : creation();
    await carryOut(request, task);
  }

  async function carryOut({ kind, remindAt, ...request }: Planned, task: Task | undefined): Promise<void> {
    const begun = Date.now();
    const operation: Operation = {
      id: derivedId("operation", userId, request.key),
      user: userId,
      kind,
      ...(task
        ? { taskId: task.id, version: request.version as number | null }
        : { title: (request.body as { title: string }).title }),
      ...(remindAt && { remindAt }),
      begun,
      lastBegun: begun,
      requests: 0,
      accepted: false,
      outcome: "unknown",
    };
    stage.operations.push(operation);
    if (random.chance(0.04)) return leave(operation, request);
    // A device that gets no answer in time may send the same request twice at once.
    const double = random.chance(0.06) ? send(stage.base, person, request) : undefined;
    await perform(stage.base, person, request, operation, random);
    await double;
    if (remindAt) return;
    if (operation.task) learn(operation.task);
    else if (task) await refresh();
  }

  /** Sends the request and disconnects without an answer, or with one that only accepts it. */
  async function leave(operation: Operation, request: Request): Promise<void> {
    operation.requests = 1;
    const answer = random.chance(0.5)
      ? await send(stage.base, person, { ...request, wait: 0 })
      : await send(stage.base, person, request, random.between(1, 60));
    operation.accepted = (answer?.status ?? 500) < 300;
  }

  async function refresh(): Promise<void> {
    let since = 0;
    for (const task of known.values()) since = Math.max(since, task.seq);
    const answer = await send(stage.base, person, {
      method: "GET",
      path: `/v1/changes?since=${since}&limit=1000`,
    });
    for (const task of (answer?.status === 200 ? answer.body.results : []) as Task[])
      if (!isReserved(task)) learn(task);
  }

  type Planned = Request & { kind: Kind; remindAt?: number };

  function creation(): Planned {
    const key = `${count}-${random.int(1e9)}`;
    const title = `${userId.slice(-6)}/${key}`;
    const body: Record<string, unknown> = { title, priority: random.pick(["high", "medium", "low"]) };
    const request = { method: "POST", path: "/v1/tasks", key, body, kind: "create" as const };
    if (random.chance(0.2)) {
      const remindAt = Math.ceil(Date.now() / 1000 + random.between(3, furthestReminder)) * 1000;
      body.reminders = [{ at: new Date(remindAt).toISOString() }];
      // Half of them are not changed again, so that they certainly fire; the others live like any task.
      if (!random.chance(0.5)) return request;
      body.tags = [reserved];
      return { ...request, remindAt };
    }
    if (random.chance(0.35)) {
      body.due = { date: new Date().toISOString().slice(0, 10), time: "23:00" };
      body.recurrence = {
        rrule: random.pick(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY;BYMONTHDAY=31"]),
        mode: random.pick(["schedule", "completion"]),
      };
    }
    return request;
  }

  function changeOf(task: Task): Planned {
    // Mostly an action that is possible for the known task, sometimes one that will be refused.
    const sensible = random.chance(0.93);
    let kind = random.weighted(changes);
    while (sensible && !suits(task, kind)) kind = random.weighted(changes);
    const key = `${count}-${random.int(1e9)}`;
    const stale = task.version > 1 && random.chance(0.05);
    const version = random.chance(0.1) ? null : stale ? task.version - 1 : task.version;
    const path = `/v1/tasks/${task.id}`;
    if (kind === "update") return { kind, key, version, method: "PATCH", path, body: patch() };
    if (kind === "delete") return { kind, key, version, method: "DELETE", path };
    return { kind, key, version, method: "POST", path: `${path}/${actions[kind]}` };
  }

  function patch(): Record<string, unknown> {
    const at = new Date(Math.ceil(Date.now() / 1000 + random.between(3, furthestReminder)) * 1000);
    return random.pick([
      { notes: `note ${random.int(1e6)}` },
      { priority: random.pick(["high", "medium", "low"]), tags: [`t${random.int(5)}`] },
      { reminders: [{ at: at.toISOString() }] },
    ]);
  }
}

const reserved = "reserved";
const isReserved = (task: Task): boolean => task.tags.includes(reserved);

function suits(task: Task, kind: keyof typeof changes): boolean {
  if (task.deleted_at) return kind === "restore";
  if (kind === "restore") return false;
  if (kind === "reopen") return task.status === "done";
  if (kind === "complete") return task.status === "open";
  if (kind === "skip") return task.status === "open" && task.recurrence !== null;
  return true;
}
