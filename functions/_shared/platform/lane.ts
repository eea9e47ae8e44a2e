/** How a lane works. */
export interface LaneOptions<Item, Result> {
  /** Works on a group, and returns the result of each item. A rejection is that of each item of the group. */
  work: (group: Item[]) => Promise<Result[]>;
  /** Items of one key are never in one group; they keep their order. */
  keyOf: (item: Item) => string;
  /** What an item counts in a group. (Default: 1) */
  sizeOf?: (item: Item) => number;
  /** Most that a group counts; a larger item is alone. (Default: 100) */
  most?: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Opens a lane: one group is worked on at a time, and what arrives meanwhile waits and goes into the next one together.
 * An item that finds the lane empty waits for nobody.
 */
export function openLane<Item, Result>({
  work,
  keyOf,
  sizeOf = () => 1,
  most = 100,
}: LaneOptions<Item, Result>) {
  let waiting: Waiting<Item, Result>[] = [];
  let isBusy = false;

  /** Takes the next group from the queue. */
  function take(): Waiting<Item, Result>[] {
    const group = new Map<string, Waiting<Item, Result>>();
    const rest: Waiting<Item, Result>[] = [];
    let size = 0;
    for (const each of waiting) {
      const key = keyOf(each.item);
      const larger = size + sizeOf(each.item);
      if (!group.has(key) && (larger <= most || size === 0)) {
        group.set(key, each);
        size = larger;
      } else rest.push(each);
    }
    waiting = rest;
    return [...group.values()];
  }

  async function run(): Promise<void> {
    isBusy = true;
    for (let group = take(); group.length > 0; group = take()) {
      try {
        const results = await work(group.map(({ item }) => item));
        for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isBusy = false;
  }

  return (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isBusy) void run();
    });
}
