import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidConfig } from "../functions/_shared/platform/config.ts";

/** The checkout that contains this file. */
export const repository = fileURLToPath(new URL("..", import.meta.url));

/** The folder of a run's database, Kafka log, secrets and logs: `TASKWAKE_STATE`, else `.taskwake/` in the checkout. */
export const defaultStateDir = () => resolve(process.env.TASKWAKE_STATE ?? join(repository, ".taskwake"));

/** Adds the variables of `.env` in the checkout, if there is one; those of the environment stay. */
export function loadEnvironment(file = join(repository, ".env")): void {
  if (existsSync(file)) process.loadEnvFile(file);
}

/** An error that only the user can fix; its message is one sentence that says what to do. */
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

/** The sentence for an error that only the user can fix, else undefined. */
export function sentence(error: unknown): string | undefined {
  if (error instanceof UserError || error instanceof InvalidConfig) return error.message;
  const system = error as NodeJS.ErrnoException;
  // Programs that were started report it in words.
  const code = /No space left on device/.test(system?.message ?? "") ? "ENOSPC" : system?.code;
  return systemErrors[code ?? ""]?.(system);
}

/**
 * Runs the main function of a command: a `UserError` becomes one sentence and exit code 1; any other error is a bug and
 * shows its stack.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  // The reader of the output (head, a closed terminal) may have ended.
  process.stdout.on("error", () => {});
  try {
    await main();
  } catch (error) {
    console.error(sentence(error) ?? error);
    // Not by exitCode: remaining work must not keep a failed command alive.
    process.exit(1);
  }
}
