import { addDays, weekday } from "../../_shared/domain/days.ts";
import { folded } from "../../_shared/domain/folding.ts";
import { localDate } from "../../_shared/domain/time.ts";
import type { Past } from "../../_shared/store/chat/turns.ts";
import type { Question } from "../assistant.ts";
import type { RawCall } from "../calls.ts";
import { type Intent, intentOf, languages } from "./intents.ts";
import { type Days, type Deed, deeds, type Sentences } from "./language.ts";
import { type Due, dueName, listed, type Row } from "./names.ts";

/** What comes next in a turn: calls of tools, or the words that end it. */
export type Next = { calls: RawCall[] } | { text: string };

const call = (name: string, args: object): Next => ({ calls: [{ name, text: JSON.stringify(args) }] });
const say = (text: string): Next => ({ text });

/** What follows from a sentence and from what its calls have returned so far. */
export function nextOf(question: Question): Next {
  const { turn, now } = question;
  const intent = intentOf(turn.message, { ...turn, now });
  const { says } = languages[turn.language];
  const problem = problemIn(question);
  if (problem) return say(says.failed(problem));
  switch (intent.kind) {
    case "create":
      return create(intent, question, says);
    case "list":
      return list(intent.days, question, says);
    case "find":
      return find(intent.query, question, says);
    case "pick":
      return pick(intent.n, question, says);
    case "undo":
      return undo(question, says);
    case "summary":
      return summary(question, says);
    case "unsure":
      return say(says.unsure(intent.text));
    case "help":
    case "thanks":
    case "unknown":
      return say(says[intent.kind]);
    default:
      return act(intent, question, says);
  }
}

/** The result of a step's first call. */
// biome-ignore lint/suspicious/noExplicitAny: each reader knows the result of its tool
function resultOf({ steps }: Question, n: number): any {
  const text = steps[n]?.results?.[0]?.text;
  return text === undefined ? undefined : JSON.parse(text);
}

/** Why a call failed. */
function problemIn(question: Question): string | undefined {
  const failed = question.steps.flatMap(({ results = [] }) => results).find((each) => each.failed);
  return failed && JSON.parse(failed.text).error?.message;
}

function create({ task }: Extract<Intent, { kind: "create" }>, question: Question, says: Sentences): Next {
  const result = resultOf(question, 0);
  if (!result) return call("create_task", withoutEmpty(task));
  if (result.confirmation_required) return say(says.plan);
  const { title, due_on } = result.task;
  return say(says.created(title, dueName(due_on, says.locale)));
}

/** The given fields of a new task: what is empty says nothing. */
const withoutEmpty = (task: object) =>
  Object.fromEntries(
    Object.entries(task).filter(
      ([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  );

const mostRows = 20;

function list(days: Days, question: Question, says: Sentences): Next {
  const result = resultOf(question, 0);
  const today = localDate(question.now, question.turn.zone);
  if (!result) return call("list_tasks", { ...rangeOf(days, today), limit: mostRows });
  return say(listed(says.list(days, result.total), result, says));
}

/** The view and the days of a list; weeks begin on Monday. */
function rangeOf(days: Days, today: string): object {
  const monday = addDays(today, 7 - ((weekday(today) + 6) % 7));
  if (days === "tomorrow") return { view: "all", due_from: addDays(today, 1), due_to: addDays(today, 1) };
  if (days === "week") return { view: "all", due_from: today, due_to: addDays(monday, -1) };
  if (days === "nextWeek") return { view: "all", due_from: monday, due_to: addDays(monday, 6) };
  return { view: days };
}

function find(query: string, question: Question, says: Sentences): Next {
  const result = resultOf(question, 0);
  if (!result) return call("search_tasks", { query, limit: mostRows });
  return say(
    result.total === 0 ? says.nothing(query) : listed(says.found(query, result.total), result, says),
  );
}

function summary(question: Question, says: Sentences): Next {
  const result = resultOf(question, 0);
  if (!result) return call("summary", {});
  return say(says.summary(result.counts));
}

type OnTask = Extract<Intent, { kind: Deed }>;

/** Searches for the task that is meant, and does it if exactly one is. */
function act(intent: OnTask, question: Question, says: Sentences): Next {
  const result = resultOf(question, 0);
  if (!result) return search(intent);
  const rows = (result.tasks as Row[]).filter(({ in_trash }) => !in_trash === (intent.kind !== "restore"));
  const row = meant(rows, intent.query);
  if (row) return actOn(row, intent, question, 1, says);
  const near = nearest(rows, intent.query);
  if (near.length === 0) return say(says.nothing(intent.query));
  return say(listed(says.which(intent.query), { tasks: near, total: near.length }, says));
}

function search({ kind, query }: OnTask): Next {
  if (kind === "restore") return call("list_tasks", { view: "trash", status: "any", limit: 200 });
  const status = kind === "reopen" ? "done" : kind === "delete" ? "any" : "open";
  return call("search_tasks", { query, status, limit: mostRows });
}

const isIn = (query: string, title: string) =>
  folded(query)
    .split(/\s+/)
    .every((word) => folded(title).includes(word));

/** The one task that a name can mean. */
function meant(rows: Row[], query: string): Row | undefined {
  const same = rows.filter(({ title }) => folded(title) === folded(query));
  const named = rows.filter(({ title }) => isIn(query, title));
  const found = same.length > 0 ? same : named;
  return found.length === 1 ? found[0] : undefined;
}

/** The tasks that a name may mean: those with its words in the title, else whatever the search found. */
function nearest(rows: Row[], query: string): Row[] {
  const named = rows.filter(({ title }) => isIn(query, title));
  return (named.length > 0 ? named : rows).slice(0, mostRows);
}

const toolOf: Record<Exclude<Deed, "move">, string> = {
  complete: "complete_task",
  reopen: "reopen_task",
  skip: "skip_occurrence",
  delete: "delete_task",
  restore: "restore_task",
};

/** Does something with a known task; `from` is the first of its own steps. */
function actOn(row: Row, intent: OnTask, question: Question, from: number, says: Sentences): Next {
  const on = { task_id: row.id, version: row.version };
  if (intent.kind === "move") return move(row, intent.due, question, from, says);
  const result = resultOf(question, from);
  if (!result) return call(toolOf[intent.kind], on);
  return say(result.confirmation_required ? says.plan : says.done[intent.kind](row.title));
}

/** Moves a task; without a new time it keeps its own. */
function move(row: Row, due: Due, question: Question, from: number, says: Sentences): Next {
  const read = resultOf(question, from);
  if (!read) return call("get_task", { task_id: row.id });
  const { version, due_on: before } = read.task as { version: number; due_on?: Due };
  const moved = due.time || !before?.time ? due : { ...before, date: due.date };
  const result = resultOf(question, from + 1);
  if (!result) return call("reschedule_task", { task_id: row.id, version, due: moved });
  if (result.confirmation_required) return say(says.plan);
  return say(says.moved(row.title, dueName(moved, says.locale) ?? moved.date));
}

/** One of the tasks that the last reply named, with what was asked for then. */
function pick(n: number, question: Question, says: Sentences): Next {
  const past = question.history.past.at(-1);
  const before = past && intentOf(past.message, { ...question.turn, now: question.now });
  const rows = past && rowsOf(past);
  if (!before || !rows || !isDeed(before)) return say(says.noneToPick);
  const near = nearest(rows, before.query);
  const row = near[n === 0 ? near.length - 1 : n - 1];
  return row ? actOn(row, before, question, 0, says) : say(says.noneToPick);
}

const isDeed = (intent: Intent): intent is OnTask => (deeds as readonly string[]).includes(intent.kind);

/** The tasks that a turn found and did nothing with. */
function rowsOf({ steps }: Past): Row[] | undefined {
  const [only, ...others] = steps;
  if (!only?.result || others.length > 0) return undefined;
  try {
    return JSON.parse(only.result).tasks;
  } catch {
    // A long result was cut.
    return undefined;
  }
}

/** Undoes the operations of the last turn that has any and was not undone yet, the last one first. */
function undo(question: Question, says: Sentences): Next {
  if (question.steps.length > 0) return say(says.undone);
  let undone = 0;
  for (const { steps } of [...question.history.past].reverse()) {
    const ids = steps.flatMap(({ operation_ids }) => operation_ids).reverse();
    if (ids.length === 0) continue;
    if (steps.some(({ tool }) => tool === "undo")) undone += 1;
    else if (undone > 0) undone -= 1;
    else return { calls: ids.map((id) => ({ name: "undo", text: JSON.stringify({ operation_id: id }) })) };
  }
  return say(says.nothingToUndo);
}
