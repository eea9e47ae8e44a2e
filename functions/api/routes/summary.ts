import { Summary } from "../../_shared/contract/api/tasks.ts";
import { addDays } from "../../_shared/domain/days.ts";
import { localDate, toInstant } from "../../_shared/domain/time.ts";
import { countByDay } from "../../_shared/store/tasks/summary.ts";
import { route } from "../route.ts";
import { knownAccount } from "./account.ts";

const get = route({
  method: "GET",
  path: "/v1/summary",
  tag: "Tasks",
  summary: "How many tasks are overdue, due today, upcoming, without a date, and completed this week",
  assistant: "read",
  responses: { 200: Summary },
  async handle({ deps, userId }) {
    const { time_zone } = await knownAccount(deps, userId);
    const date = localDate(deps.now(), time_zone);
    const sinceMonday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
    const week = toInstant({ date: addDays(date, -sinceMonday) }, time_zone);
    const counts = await countByDay(deps.db, userId, { date, week });
    return { status: 200, body: { date, time_zone, ...counts } };
  },
});

export const summaryRoutes = [get];
