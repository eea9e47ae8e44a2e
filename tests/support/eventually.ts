import { setTimeout } from "node:timers/promises";

/** Milliseconds that one attempt may use up of the timeout: a machine that stalls for a minute costs no attempts. */
const longestTurn = 5000;

/** Retries until `probe` returns something truthy and returns that; rejects with the last error after `ms`. */
export async function eventually<Result>(
  probe: () => Promise<Result> | Result,
  { ms = 45_000, every = 50, what = "it" } = {},
): Promise<NonNullable<Result>> {
  let last: unknown = new Error(`${what} did not come about in ${ms} ms`);
  for (let left = ms; left > 0; ) {
    const begun = Date.now();
    try {
      const result = await probe();
      if (result) return result;
    } catch (error) {
      last = error;
    }
    await setTimeout(every);
    left -= Math.min(longestTurn, Date.now() - begun);
  }
  throw last;
}
