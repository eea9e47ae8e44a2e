import { dueAt } from "../time.ts";
import { checkedRule } from "./checked-rule.ts";
import type { Circumstances } from "./rules.ts";

/** The circumstances on the server, with the full calendar and a check of every rule. */
export const circumstances = (known: Pick<Circumstances, "now" | "zone" | "newId">): Circumstances => ({
  ...known,
  instantOf: (due) => dueAt(due, known.zone),
  ruleOf: checkedRule,
});
