import { refusal } from "../../domain/refusal.ts";
import { openCollection } from "../collect.ts";
import { foreignTable } from "../foreign.ts";
import { addTodoist, isTodoist } from "../todoist/import.ts";
import type { ImportContext, Imported } from "../types.ts";
import { addOwn, isOwn } from "./own.ts";
import { plainTable } from "./plain.ts";
import { readTable } from "./table.ts";

/**
 * Reads a table by the columns that its first line names: our own export, which people edit in a spreadsheet, a
 * template of Todoist, or a list that a person wrote. Refuses any other with `invalid`, and says what to export instead if it
 * recognises the program.
 */
export function importCsv(given: string, context: ImportContext): Imported {
  const text = given.replace(/^\ufeff/, "");
  const collection = openCollection();
  const foreign = foreignTable(text);
  if (foreign) throw foreign;
  const table = readTable(text, collection.report);
  const plain = isOwn(table) || isTodoist(table) ? undefined : plainTable(table, collection.report);
  if (isOwn(table)) addOwn(table, context, collection);
  else if (isTodoist(table)) addTodoist(table, context, collection);
  else if (plain) addOwn(plain, context, collection);
  else
    throw refusal(
      "invalid",
      "This is no table of tasks: its first line names neither columns such as title, due, tags and notes nor, as Todoist does, TYPE and CONTENT.",
    );
  return collection.result();
}
