import { spawn } from "node:child_process";
import { UserError } from "./command.ts";

export interface Options {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Text for its standard input. */
  input?: string;
}

/** Runs a program and resolves to its output; throws its error output when it fails. */
export async function commandLine(command: string, args: string[], options: Options = {}): Promise<string> {
  const { input, ...rest } = options;
  const child = spawn(command, args, {
    ...rest,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? missing(command) : error),
    );
    child.once("close", resolve);
  });
  if (code === 0) return Buffer.concat(out).toString();
  throw new Error(
    `${command} ${args.join(" ")} failed (${code}):\n${Buffer.concat(err).toString().slice(-4000)}`,
  );
}

const missing = (command: string) =>
  new UserError(`${command} is not on the PATH: install it and start again.`);

/** Whether the program exists and succeeds. */
export const succeeds = (command: string, args: string[]): Promise<boolean> =>
  commandLine(command, args).then(
    () => true,
    () => false,
  );
