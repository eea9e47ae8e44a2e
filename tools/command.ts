import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidConfig } from "../functions/_shared/platform/config.ts";

/** The checkout this file lies in. */
export const repository = fileURLToPath(new URL("..", import.meta.url));

/** Where a run keeps its database, Kafka log, secrets and logs: `TASKWAKE_STATE`, else `.taskwake/` in the checkout. */
export const defaultStateDir = () => resolve(process.env.TASKWAKE_STATE ?? join(repository, ".taskwake"));

/** Something only the person can put right; its message is one sentence that says what to do. */
export class UserError extends Error {
  override name = "UserError";
}

const systemErrors: Record<string, (error: NodeJS.ErrnoException) => string> = {
  ENOSPC: () => "The disk is full: free some space and start again.",
  EDQUOT: () => "The disk quota is used up: free some space and start again.",
  EROFS: ({ path }) =>
    `${path} is on a read-only disk: set TASKWAKE_STATE to a directory that can be written.`,
  EACCES: ({ path }) => `${path} cannot be accessed: correct its owner or permissions and start again.`,
};

/** The sentence for an error that only the person can put right, else undefined. */
export function sentence(error: unknown): string | undefined {
  if (error instanceof UserError || error instanceof InvalidConfig) return error.message;
  const system = error as NodeJS.ErrnoException;
  // Programs that were started say it in words.
  const code = /No space left on device/.test(system?.message ?? "") ? "ENOSPC" : system?.code;
  return systemErrors[code ?? ""]?.(system);
}

/** Runs a command line's main: a `UserError` becomes one sentence and exit code 1, anything else is a bug and shows its stack. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  // Whoever read the output (head, a closed terminal) may have gone.
  process.stdout.on("error", () => {});
  try {
    await main();
  } catch (error) {
    console.error(sentence(error) ?? error);
    // Not by exitCode: whatever is still under way must not keep a failed command alive.
    process.exit(1);
  }
}
