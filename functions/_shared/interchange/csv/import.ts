import { refusal } from "../../domain/refusal.ts";
import { openCollection } from "../collect.ts";
import { foreignTable } from "../foreign.ts";
import { addTodoist, isTodoist } from "../todoist/import.ts";
import type { ImportContext, Imported } from "../types.ts";
import { addOwn, isOwn } from "./own.ts";
import { readTable } from "./table.ts";

/**
 * Reads a table by the columns that its first line names: our own export, which people edit in a spreadsheet, or a
 * template of Todoist. Refuses any other with `invalid`, and says what to export instead where it knows the program.
 */
export function importCsv(given: string, context: ImportContext): Imported {
  const text = given.replace(/^\ufeff/, "");
  const collection = openCollection();
  const foreign = foreignTable(text);
  if (foreign) throw foreign;
  const table = readTable(text, collection.report);
  if (isOwn(table)) addOwn(table, context, collection);
  else if (isTodoist(table)) addTodoist(table, context, collection);
  else
    throw refusal(
      "invalid",
      "This is neither our own CSV export nor one of Todoist: its first line names neither the columns title and due_date nor TYPE and CONTENT.",
    );
  return collection.result();
}
