import type { Due } from "../../functions/_shared/domain/task/task.ts";

export type Language = "en" | "de";

/** What a task must have; of a list of texts any, without regard to upper and lower case. */
export interface Match {
  title?: string[];
  due?: Due | null;
  /** Any of these rules; null: none. */
  rrule?: string[] | null;
  tags?: string[];
  priority?: "high" | "medium" | "low";
  reminders?: object[];
  status?: "open" | "done";
  skipped?: boolean;
  deleted?: boolean;
  /** A part of the notes. */
  notes?: string;
}

/** An item of a plan that waits: the task by its key, and what the patch must have. */
export interface Planned {
  op: "create" | "update" | "complete" | "reopen" | "skip" | "delete" | "restore";
  key?: string;
  match?: Match;
}

/** A changing call; `$key` in place of a task's id. Words and rules are judged by the tasks afterwards. */
export type ExpectedCall = [tool: string, args: Record<string, unknown>];

/** What must be after a request. Every task that is not named must be as it was. */
export interface Expected {
  /** Allowed sets of changing calls that succeeded; reads are free. */
  calls: ExpectedCall[][];
  created?: Match[];
  changed?: Record<string, Match>;
  planned?: Planned[];
  /** One of these tools was called. */
  reads?: string[];
  /** The reply contains all of these, without regard to upper and lower case. */
  says?: string[];
}

/** A call on a seeded task. */
export const on = (key: string, args: Record<string, unknown> = {}) => ({
  ...{ task_id: `$${key}`, version: 1 },
  ...args,
});

/** Nothing is changed; one of these tools is asked, and the reply has these words. */
export const reads = (tools: string[], says: string[] = []): Expected => ({
  calls: [[]],
  reads: tools,
  says,
});

/** Nothing is changed. */
export const nothing: Expected = { calls: [[]] };

/** New tasks, each by a call. */
export function adds(...tasks: Match[]): Expected {
  const calls = tasks.map(({ title = [], due, rrule, tags, priority, reminders }): ExpectedCall => {
    const recurrence = rrule ? { rrule: rrule[0] } : undefined;
    const given = { title: title[0], due, recurrence, tags, priority, reminders };
    const said = Object.entries(given).filter(([, value]) => value !== undefined);
    return ["create_task", Object.fromEntries(said)];
  });
  return { calls: [calls], created: tasks };
}

/** One task is changed by one call. */
export const changes = (
  tool: string,
  key: string,
  args: Record<string, unknown>,
  match: Match,
): Expected => ({ calls: [[[tool, on(key, args)]]], changed: { [key]: match } });

const opOf = ({ op, key = "", match = {} }: Planned): Record<string, unknown> => {
  const { due, rrule, tags, priority, title } = match;
  const patch = {
    ...(due !== undefined && { due }),
    ...(rrule !== undefined && { recurrence: rrule && { rrule: rrule[0] } }),
    ...(tags && { tags }),
    ...(priority && { priority }),
    ...(title && { title: title[0] }),
  };
  return { op, ...on(key), ...(op === "update" && { patch }) };
};

/** A plan of these items waits, and nothing else is changed. One item may also come from its own tool. */
export function plans(items: Planned[], ...alone: ExpectedCall[]): Expected {
  const together: ExpectedCall = ["propose_changes", { items: items.map(opOf) }];
  return { calls: [[together], ...(alone.length > 0 ? [alone] : [])], planned: items };
}
