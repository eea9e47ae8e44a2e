import type { Assistant, Question } from "../../functions/chat/assistant.ts";
import type { World } from "../function/support/world.ts";
import type { Original } from "./person.ts";
import type { Request } from "./requests.ts";

/**
 * A model that makes the first allowed set of calls of a request, and says what it has to: it shows that the file asks for
 * nothing impossible.
 */
export function perfect({ db }: World, { expected, said }: Request, { ids }: Original): Assistant {
  const reading = expected.reads?.includes("list_tasks") ? [call("list_tasks", { view: "all" })] : [];
  const wanted = expected.calls[0] ?? [];

  async function next({ turn, steps }: Question) {
    if (turn.message !== said.at(-1)) return [];
    const n = steps.length - reading.length;
    if (n < 0) return reading;
    const [name, args] = wanted[n] ?? [];
    if (!name) return [];
    const results = steps.flatMap(({ results: all = [] }) => all).map(({ text }) => JSON.parse(text));
    const made = results.find(({ task }) => task)?.task?.id;
    const operation = results.findLast(({ operation_id }) => operation_id)?.operation_id;
    const known = await concrete(args, made, operation);
    // A change of words is described by the task that it leads to.
    const notes = Object.values(expected.changed ?? {})[0]?.notes;
    return [call(name, notes ? { ...known, notes } : known)];
  }

  // biome-ignore lint/suspicious/noExplicitAny: arguments of any tool
  async function concrete(args: any, made: number, operation: string): Promise<any> {
    if (Array.isArray(args)) return Promise.all(args.map((each) => concrete(each, made, operation)));
    if (typeof args !== "object" || args === null) return args;
    const entries = Object.entries(args).map(async ([name, value]) => [
      name,
      await concrete(value, made, operation),
    ]);
    const copy = Object.fromEntries(await Promise.all(entries));
    if ("operation_id" in copy) copy.operation_id = operation;
    if (!("task_id" in copy)) return copy;
    const id = copy.task_id === "$new" ? made : ids.get(String(copy.task_id).slice(1));
    const { rows } = await db.query("select version from tasks where id = $1", [id]);
    return { ...copy, task_id: id, version: rows[0]?.version };
  }

  return {
    async answer(question, { onText }) {
      const calls = await next(question);
      const text = calls.length > 0 ? "" : ["Done:", ...(expected.says ?? [])].join(" ");
      onText(text);
      return { text, calls, tokens: 1 };
    },
  };
}

const call = (name: string, args: object) => ({ name, text: JSON.stringify(args) });
