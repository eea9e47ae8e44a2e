import { test } from "node:test";
import * as z from "zod";
import { newId } from "../../functions/_shared/domain/ids.ts";
import type { Language } from "../../functions/_shared/domain/settings.ts";
import { loadConfig } from "../../functions/_shared/platform/config.ts";
import { budgetSettings } from "../../functions/chat/budget.ts";
import { openGrammar } from "../../functions/chat/grammar/index.ts";
import { openModel } from "../../functions/chat/model.ts";
import { startState } from "../function/support/state.ts";
import { openWhole } from "../function/support/whole.ts";
import { openWorld } from "../function/support/world.ts";
import { judge } from "./judge.ts";
import { perfect } from "./perfect.ts";
import { converse, copyOf, makeOriginal } from "./person.ts";
import { type Category, categories, type Request, requests } from "./requests.ts";
import { clock, zone } from "./tasks.ts";

const settings = {
  ...budgetSettings,
  OPENAI_BASE_URL: z.url().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().default("gpt-5-mini"),
  MODEL_SILENCE: z.coerce.number().positive().default(120),
  /** How often each request is made. */
  EVALUATE_K: z.coerce.number().int().min(1).default(3),
  /** Not empty: in place of a model the expected calls are made, which must be right for every request. */
  EVALUATE_PERFECT: z.string().default(""),
  /** Categories. (Default: all) */
  EVALUATE: z.string().default(""),
};

const world = await openWorld();
world.at(clock);
const whole = await openWhole(world);
const state = await startState(world.databaseUrl);
const needed = { APP_ID: "chat", DATABASE_URL: "postgres://x", CHAT_TURN_SECONDS: "600" };
const config = loadConfig({ ...needed, ...process.env }, settings);
const hasModel = Boolean(config.OPENAI_API_KEY || config.OPENAI_BASE_URL);
const assistant = hasModel ? openModel(config) : openGrammar();
const k = hasModel && !config.EVALUATE_PERFECT ? config.EVALUATE_K : 1;

interface Score {
  requests: number;
  passed: number;
  runs: number;
  right: number;
  unwanted: number;
  tokens: number;
  seconds: number[];
}
const fresh = (): Score => ({
  requests: 0,
  passed: 0,
  runs: 0,
  right: 0,
  unwanted: 0,
  tokens: 0,
  seconds: [],
});

test("evaluation", { timeout: 24 * 3600_000 }, async () => {
  const chosen = config.EVALUATE.split(" ").filter(Boolean);
  const all = requests.filter(({ category }) => chosen.length === 0 || chosen.includes(category));
  const model = hasModel ? `${config.OPENAI_MODEL} at ${config.OPENAI_BASE_URL ?? "OpenAI"}` : "no model";
  const by = config.EVALUATE_PERFECT ? "what is expected" : model;
  console.log(`${all.length} requests to ${by}, each ${k} times`);
  const originals = {
    en: await makeOriginal(world, whole, "en"),
    de: await makeOriginal(world, whole, "de"),
  };
  const scores = new Map<Category, Score>();
  for (const request of all) {
    const score = scores.get(request.category) ?? fresh();
    scores.set(request.category, score);
    // Without a model only some rows are scored, and of the others what must not be is counted.
    if (!hasModel && !config.EVALUATE_PERFECT && !request.grammar) {
      await once(request, originals, score);
      continue;
    }
    score.requests += 1;
    score.runs += k;
    let right = 0;
    for (let run = 0; run < k; run++) right += (await once(request, originals, score)) ? 1 : 0;
    score.right += right;
    score.passed += right === k ? 1 : 0;
  }
  console.table(Object.fromEntries([...scores].map(([name, score]) => [categories[name], figures(score)])));
  const total = fresh();
  for (const score of scores.values())
    for (const [name, value] of Object.entries(score) as [keyof Score, never][])
      if (name === "seconds") total.seconds.push(...score.seconds);
      else total[name] += value;
  console.table({ all: figures(total) });
});

/** Runs a request with a person of its own; whether it came out as expected. */
async function once(
  request: Request,
  originals: Record<Language, Awaited<ReturnType<typeof makeOriginal>>>,
  score: Score,
): Promise<boolean> {
  const { id, language, said, expected, grammar } = request;
  const userId = await world.user({ time_zone: zone, language });
  const person = await copyOf(world, originals[language], userId);
  const answering = config.EVALUATE_PERFECT ? perfect(world, request, person) : assistant;
  const deps = { ...world, newId, state, assistant: answering, config };
  const { outcome, tokens, ms } = await converse(world, whole, deps, person, said);
  const { faults, unwanted } = judge(expected, outcome);
  score.unwanted += unwanted;
  score.tokens += tokens;
  score.seconds.push(ms / 1000);
  if (faults.length > 0 && (hasModel || grammar || config.EVALUATE_PERFECT || unwanted > 0))
    console.log(`${id} "${said.join('", "')}": ${faults.join("; ")}`);
  return faults.length === 0;
}

function figures({ requests: count, passed, runs, right, unwanted, tokens, seconds }: Score) {
  const sorted = [...seconds].sort((one, other) => one - other);
  return {
    requests: count,
    [`all of ${k} right`]: passed,
    "right %": Math.round((right / Math.max(1, runs)) * 100),
    "unwanted writes": unwanted,
    "tokens a run": Math.round(tokens / Math.max(1, runs)),
    "seconds p50": Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)),
  };
}
