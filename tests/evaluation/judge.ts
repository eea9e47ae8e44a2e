import { isDeepStrictEqual } from "node:util";
import { toolNamed } from "../../functions/_shared/assistant/index.ts";
import type { Due } from "../../functions/_shared/domain/task/task.ts";
import type { Expected, ExpectedCall, Match, Planned } from "./expected.ts";
import { zone } from "./tasks.ts";

/** A task as it is after a request. */
export interface State {
  title: string;
  notes: string;
  due: Due | null;
  rrule: string | null;
  tags: string[];
  priority: "high" | "medium" | "low";
  reminders: object[];
  status: "open" | "done";
  skipped: boolean;
  deleted: boolean;
}

/** A call that was made. */
export interface MadeCall {
  name: string;
  args: Record<string, unknown>;
  failed: boolean;
}

/** An item of a plan that waits; for an update the fields of its patch. */
export interface MadePlan {
  op: string;
  key?: string;
  patch: Partial<State>;
}

/** What came of a request. Tasks are named by their keys, in arguments of calls as `$key`. */
export interface Outcome {
  calls: MadeCall[];
  created: State[];
  changed: Record<string, State>;
  planned: MadePlan[];
  reply: string;
}

export interface Verdict {
  /** Why it is not what was expected; empty: it is. */
  faults: string[];
  /** Changes and plans that nobody asked for. */
  unwanted: number;
}

/** Compares what came of a request with what was expected. */
export function judge(expected: Expected, outcome: Outcome): Verdict {
  const { created = [], changed = {}, planned = [], reads, says = [] } = expected;
  const faults: string[] = [];
  const fault = (isWrong: boolean, what: string) => void (isWrong && faults.push(what));
  const isRead = reads?.some((tool) => outcome.calls.some(({ name, failed }) => name === tool && !failed));
  fault(isRead === false, `none of ${reads} was called`);
  for (const words of says) fault(!same.part(outcome.reply, words), `the reply lacks "${words}"`);
  const made = outcome.calls.filter(({ name, failed }) => !failed && isChange(name));
  fault(!expected.calls.some((all) => isSet(all, made, isCall)), `calls ${made.map(({ name }) => name)}`);
  fault(!isSet(created, outcome.created, matches), `${outcome.created.length} new tasks`);
  fault(!isSet(planned, outcome.planned, isPlanned), `${outcome.planned.length} planned changes`);
  for (const [key, match] of Object.entries(changed)) {
    const state = outcome.changed[key];
    fault(!state || !matches(match, state), `${key} is ${JSON.stringify(state ?? "as it was")}`);
  }
  const others = Object.keys(outcome.changed).filter((key) => !(key in changed));
  fault(others.length > 0, `changed: ${others}`);
  const more = Math.max(0, outcome.created.length - created.length);
  const astray = outcome.planned.filter((each) => !planned.some((item) => isPlanned(item, each))).length;
  return { faults, unwanted: others.length + more + astray };
}

const isChange = (name: string): boolean => toolNamed(name)?.annotations.readOnlyHint === false;

/** Whether each expected item has one of the others for itself, and none is left. */
function isSet<One, Other>(
  expected: readonly One[],
  found: readonly Other[],
  is: (one: One, other: Other) => boolean,
): boolean {
  const left = [...found];
  for (const one of expected) {
    const at = left.findIndex((other) => is(one, other));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0;
}

/** Arguments that are judged by the tasks, not by their words. */
const free = [
  "title",
  "notes",
  "reason",
  "recurrence",
  "version",
  "idempotency_key",
  "operation_id",
  "items",
];

const isCall = ([tool, args]: ExpectedCall, made: MadeCall): boolean =>
  tool === made.name &&
  Object.entries(args).every(
    ([key, value]) => free.includes(key) || isDeepStrictEqual(plain(made.args[key]), plain(value)),
  );

/** A due date without a zone that is the person's own. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("time_zone" in value)) return value;
  const { time_zone, ...rest } = value;
  return time_zone === zone ? rest : value;
}

const isPlanned = ({ op, key, match = {} }: Planned, made: MadePlan): boolean =>
  op === made.op && key === made.key && matches(match, made.patch);

const same = {
  text: (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase(),
  part: (whole: string, part: string) => whole.toLowerCase().includes(part.toLowerCase()),
};

/** Whether a task, or a patch of one, has everything of a match. */
export function matches(match: Match, state: Partial<State>): boolean {
  const { title, rrule, notes, tags, due, ...rest } = match;
  const found = state.rrule ?? null;
  return (
    (!title || title.some((each) => same.text(each, state.title ?? ""))) &&
    (rrule === undefined || (rrule === null ? found === null : rrule.some((each) => isRule(each, found)))) &&
    (!notes || same.part(state.notes ?? "", notes)) &&
    (!tags || isSet(tags, state.tags ?? [], same.text)) &&
    (due === undefined || isDeepStrictEqual(plain(state.due ?? null), due)) &&
    Object.entries(rest).every(([key, value]) => isDeepStrictEqual(state[key as keyof State], value))
  );
}

/** Whether two rules have the same parts; an interval of 1 is none. */
function isRule(one: string, other: string | null): boolean {
  const parts = (rule: string) =>
    rule
      .replace(/^RRULE:/, "")
      .split(";")
      .filter((part) => part !== "INTERVAL=1")
      .sort();
  return other !== null && isDeepStrictEqual(parts(one), parts(other));
}
