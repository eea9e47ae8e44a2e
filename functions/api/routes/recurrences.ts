import * as z from "zod";
import { RecurrencePreview } from "../../_shared/contract/api/tasks.ts";
import { describe, occurrences } from "../../_shared/domain/recurrence/index.ts";
import { Language } from "../../_shared/domain/settings.ts";
import { checkedRule } from "../../_shared/domain/task/checked-rule.ts";
import { Due, Recurrence } from "../../_shared/domain/task/task.ts";
import { findUser } from "../../_shared/store/accounts/users.ts";
import { route } from "../route.ts";

const preview = route({
  method: "POST",
  path: "/v1/recurrences/preview",
  tag: "Tasks",
  summary: "The next occurrences of a rule in the user's zone, and the rule in words",
  assistant: "read",
  body: z.strictObject({
    recurrence: Recurrence,
    due: Due,
    count: z.int().min(1).max(100).default(5),
    locale: Language.default("en"),
  }),
  responses: { 200: RecurrencePreview },
  async handle({ deps, userId, body: { recurrence, due, count, locale } }) {
    const zone = due.time_zone ?? (await findUser(deps.db, userId))?.time_zone ?? "UTC";
    const rrule = checkedRule(recurrence.rrule, due.date, "body.recurrence.rrule");
    const anchor = { date: due.date, ...(due.time && { time: due.time }) };
    const next = occurrences({ ...recurrence, rrule, anchor }, zone, { limit: count });
    const shown = next.map((occurrence) => ({
      due: { ...occurrence.due, ...(due.time_zone && { time_zone: due.time_zone }) },
      at: occurrence.at.toISOString(),
    }));
    return { status: 200, body: { occurrences: shown, words: describe(rrule, locale, zone) } };
  },
});

export const recurrenceRoutes = [preview];
