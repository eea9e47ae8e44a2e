type Code = typeof import("./order.ts");
let code: Code | undefined;

/**
 * Fetches the code that moves tasks in their list: after the first view, since a quick drag is over before code that is
 * fetched when it begins. Undefined while it is out of reach.
 */
export async function fetchOrder(): Promise<Code | undefined> {
  code ??= await import("./order.ts").catch(() => undefined);
  return code;
}

/** The code, once it was fetched. */
export const order = (): Code | undefined => code;
