import { setTimeout } from "node:timers/promises";

/** Tries until `probe` gives something truthy and returns it; rejects with the last error after `ms`. */
export async function eventually<Result>(
  probe: () => Promise<Result> | Result,
  { ms = 15_000, every = 50, what = "it" } = {},
): Promise<NonNullable<Result>> {
  const deadline = Date.now() + ms;
  let last: unknown = new Error(`${what} did not come about in ${ms} ms`);
  while (Date.now() < deadline) {
    try {
      const result = await probe();
      if (result) return result;
    } catch (error) {
      last = error;
    }
    await setTimeout(every);
  }
  throw last;
}
