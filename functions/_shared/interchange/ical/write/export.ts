import ICAL from "ical.js";
import type { Task } from "../../../domain/task/task.ts";
import type { ExportContext } from "../../types.ts";
import { todoOf } from "./todo.ts";
import { type Jcal, vtimezone } from "./vtimezone.ts";

const end = "\r\n";
/** Years after today for which the changes of zones' clocks are listed by date, and their rules derived. */
const horizon = 10;

/** Tasks as an iCalendar file (RFC 5545) of VTODOs, piece by piece; each zone is written before its first use. */
export async function* exportCalendar(
  context: ExportContext,
  batches: AsyncIterable<Task[]>,
): AsyncGenerator<string> {
  const last = new Date(Date.UTC(context.now.getUTCFullYear() + horizon, 11, 31));
  const zones = new Set<string>();
  yield ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Taskwake//Taskwake//EN", "CALSCALE:GREGORIAN", ""].join(
    end,
  );
  for await (const tasks of batches) {
    const components = tasks.flatMap((task): Jcal[] => {
      const zone = task.due?.time && task.due.time_zone;
      const todo = todoOf(task, context);
      if (!zone || zones.has(zone)) return [todo];
      zones.add(zone);
      return [vtimezone(zone, last), todo];
    });
    yield components.map((component) => stringify(component) + end).join("");
  }
  yield `END:VCALENDAR${end}`;
}

// A line has at most 75 octets; the library does not count the blank before a continued one.
ICAL.foldLength = 74;

const stringify = (component: Jcal): string =>
  ICAL.stringify.component(component as never, ICAL.design.icalendar as never);
