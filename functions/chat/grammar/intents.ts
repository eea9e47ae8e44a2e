import { languages as quickAddLanguages } from "../../_shared/domain/quick-add/languages.ts";
import { parseQuickAdd } from "../../_shared/domain/quick-add/parse.ts";
import type { GivenTask } from "../../_shared/domain/task/task.ts";
import { localDateTime } from "../../_shared/domain/time.ts";
import type { Claimed } from "../../_shared/store/chat/turns.ts";
import { english } from "./english.ts";
import { german } from "./german.ts";
import type { Days, Deed, Kind, Language } from "./language.ts";

/** What a sentence asks for. */
export type Intent =
  | { kind: "create"; task: GivenTask }
  | { kind: "list"; days: Days }
  | { kind: "find"; query: string }
  | { kind: Exclude<Deed, "move">; query: string }
  | { kind: "move"; query: string; due: NonNullable<GivenTask["due"]> }
  /** One of the tasks that the last reply named, from 1; 0 is the last of them. */
  | { kind: "pick"; n: number }
  | { kind: "undo" | "summary" | "help" | "thanks" }
  /** A sentence that may be a task, but does not say so. */
  | { kind: "unsure"; text: string }
  | { kind: "unknown" };

type At = Pick<Claimed, "zone" | "language"> & { now: Date };

export const languages: Record<Claimed["language"], Language> = { en: english, de: german };

/** Understands a sentence in any language, or not at all: `unknown` changes nothing. */
export function intentOf(message: string, at: At): Intent {
  const text = message.trim().replace(/\s+/g, " ");
  const ordered = [languages[at.language], ...Object.values(languages)];
  let isOurs = false;
  for (const { patterns } of ordered)
    for (const [kind, pattern] of patterns) {
      const match = pattern.exec(text);
      const intent = match && read(kind, match.groups ?? {}, at);
      if (intent) return intent;
      isOurs ||= match !== null;
    }
  // A sentence with a verb of ours is never a new task by itself.
  return isOurs ? { kind: "unknown" } : bare(text, at);
}

function read(kind: Kind, groups: Record<string, string | undefined>, at: At): Intent | undefined {
  const { query = "", text = "" } = groups;
  switch (kind) {
    case "create":
      return created(text, at);
    case "remind":
      return reminded(text, at);
    case "list":
      return { kind, days: daysOf(groups) };
    case "pick":
      return { kind, n: groups.number ? Number(groups.number) : numberOf(groups) };
    case "move":
      return moved(query, at);
    case "undo":
    case "summary":
    case "help":
    case "thanks":
      return { kind };
    default:
      return nameOf(query) ? { kind, query: nameOf(query) } : undefined;
  }
}

const dayNames = ["today", "tomorrow", "week", "nextWeek", "overdue", "upcoming", "all"] as const;
const daysOf = (groups: Record<string, string | undefined>): Days =>
  dayNames.find((name) => groups[name] !== undefined) ?? "today";

const ordinals = ["last", "first", "second", "third", "fourth", "fifth"];
const numberOf = (groups: Record<string, string | undefined>): number =>
  Math.max(
    0,
    ordinals.findIndex((name) => groups[name] !== undefined),
  );

/** The name of a task without quotes, articles and the word task. */
function nameOf(query: string): string {
  const bare = query.replace(/^["'“„‚‘«»]+|["'”“’‘«».!]+$/gu, "").trim();
  return bare.replace(/^(?:the|my|task|die aufgabe|aufgabe|den|die|das|dem|der|meine?n?)\s+/iu, "").trim();
}

function parse(text: string, { zone, language, now }: At) {
  const { date, time } = localDateTime(now, zone);
  // Who writes English in America writes the month first.
  const dayFirst = language !== "en" || !zone.startsWith("America/");
  return parseQuickAdd(
    text,
    { today: date, time, zone, words: quickAddLanguages[language], dayFirst },
    new Set(),
  );
}

function created(text: string, at: At): Intent | undefined {
  const { task } = parse(text.replace(/^["“„]|["”“]$/gu, ""), at);
  return task.title && !isOnlyWhen(text, at) ? { kind: "create", task } : undefined;
}

/** A new task to be reminded of: without a time it would remind of nothing, and may be meant for one that exists. */
function reminded(text: string, at: At): Intent | undefined {
  const intent = created(text, at);
  return intent?.kind === "create" && intent.task.due ? intent : undefined;
}

/** Whether a text is a date, a time or the like and nothing else; with nothing else, quick add takes it as a title. */
const isOnlyWhen = (text: string, at: At): boolean => parse(`x ${text}`, at).task.title === "x";

/** Of "the report to the boss to Friday": the longest name after which everything is a date. */
function moved(text: string, at: At): Intent | undefined {
  const { to } = languages[at.language];
  const splits = [
    ...text.matchAll(new RegExp(`\\s(?:${english.to}|${german.to}|${to})\\s`, "giu")),
  ].reverse();
  for (const { index, 0: between } of splits) {
    const when = text.slice(index + between.length).replace(/[.!?]+$/, "");
    for (const phrase of [when, `${between.trim()} ${when}`]) {
      const { task } = parse(`x ${phrase}`, at);
      const query = nameOf(text.slice(0, index));
      if (query && task.due && task.title === "x" && !task.recurrence)
        return { kind: "move", query, due: task.due };
    }
  }
  return undefined;
}

/** Words of a title above which a sentence rather tells something than names a task. */
const mostWords = 4;

/** A sentence without a verb of ours: a short one with a date, a tag or the like is a task; otherwise it is asked. */
function bare(text: string, at: At): Intent {
  if (/\?\s*$/.test(text) || text.length > 300 || isNoTask(text)) return { kind: "unknown" };
  const { spans, task } = parse(text, at);
  if (!task.title || isOnlyWhen(text, at)) return { kind: "unknown" };
  const isShort = task.title.split(" ").length <= mostWords;
  return spans.length > 0 && isShort ? { kind: "create", task } : { kind: "unsure", text };
}

const isNoTask = (text: string): boolean =>
  Object.values(languages).some(({ noTasks }) => noTasks.test(text));
