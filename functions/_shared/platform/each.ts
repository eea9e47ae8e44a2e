import { log, messageOf } from "./log.ts";

/** Runs `work` for each item in turn; a failure is logged under `what` and does not stop the others. */
export async function tryEach<Item>(
  what: string,
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
  idOf: (item: Item) => string = String,
): Promise<void> {
  for await (const item of items)
    try {
      await work(item);
    } catch (error) {
      log("warn", `${what} failed`, { id: idOf(item), error: messageOf(error) });
    }
}
