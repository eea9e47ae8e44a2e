import { log, messageOf } from "./log.ts";

interface How<Item> {
  /** The name of an item in the log. (Default: the item) */
  idOf?: (item: Item) => string;
  /** Items worked on at a time. (Default: 1) */
  atOnce?: number;
}

/** Runs `work` for each item in turn; a failure is logged under `what` and does not stop the others. */
export async function tryEach<Item>(
  what: string,
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
  { idOf = String, atOnce = 1 }: How<Item> = {},
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for await (const item of items) {
    const running = attempt(item).finally(() => underWay.delete(running));
    underWay.add(running);
    if (underWay.size >= atOnce) await Promise.race(underWay);
  }
  await Promise.all(underWay);

  async function attempt(item: Item): Promise<void> {
    try {
      await work(item);
    } catch (error) {
      log("warn", `${what} failed`, { id: idOf(item), error: messageOf(error) });
    }
  }
}
