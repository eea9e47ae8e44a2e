import { readFileSync } from "node:fs";
import { Refusal } from "../../../functions/_shared/domain/refusal.ts";
import type { ImportedTask } from "../../../functions/_shared/domain/task/task.ts";
import { importCalendar } from "../../../functions/_shared/interchange/ical/read/import.ts";
import type { ImportContext, Imported } from "../../../functions/_shared/interchange/types.ts";

/** Tuesday, 10 March 2026, 13:00 in Berlin. */
export const context: ImportContext = {
  userId: "6f4b4f3a-5f0e-4c68-9d0b-3a2b6f0c7e11",
  zone: "Europe/Berlin",
  now: new Date("2026-03-10T12:00:00Z"),
};

/** The text of a fixture, with the line ends of calendars. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/interchange/${name}`, import.meta.url), "utf8");
}

/** A fixture of a calendar, imported. */
export const calendar = (name: string): Imported =>
  importCalendar(fixture(name).replaceAll("\n", "\r\n"), context);

/** A calendar of these content lines, imported. */
export const lines = (...content: string[]): Imported =>
  importCalendar(["BEGIN:VCALENDAR", ...content, "END:VCALENDAR"].join("\r\n"), context);

/** The task with this title; fails unless there is exactly one. */
export function task(imported: Imported, title: string): ImportedTask {
  const [found, ...others] = imported.entries.filter((entry) => entry.task.title === title);
  if (!found || others.length > 0)
    throw new Error(`${others.length + (found ? 1 : 0)} tasks called ${title}`);
  return found.task;
}

/** The reasons of a report by their items. */
export const told = ({ report }: Imported): Record<string, string> =>
  Object.fromEntries(report.map(({ what, reason }) => [reason, what]));

/** For `assert.throws`: the problem `invalid`. */
export const isInvalid = (error: unknown): boolean => error instanceof Refusal && error.code === "invalid";

/** All pieces of a text, joined. */
export async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}
