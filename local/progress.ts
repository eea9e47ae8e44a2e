import type { WriteStream } from "node:tty";
import type { ProgressEvent } from "./system.ts";

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Prints a line for each step as it ends, with the time it took. On a terminal the line below says what is under
 * way; elsewhere (a log) a step's details are printed at most every ten seconds.
 */
export function showProgress(
  out: Pick<WriteStream, "isTTY" | "columns" | "write">,
): (event: ProgressEvent) => void {
  const running = new Map<string, { begin: number; detail: string; said: number }>();

  const status = () => {
    const parts = [...running].map(([step, { detail }]) => (detail ? `${step}: ${detail}` : step));
    return `  … ${parts.join(", ")}`.slice(0, (out.columns || 80) - 1);
  };
  return ({ step, status: what, detail = "", ms }) => {
    if (out.isTTY) out.write("\r\x1b[K");
    const known = running.get(step) ?? { begin: ms, detail, said: 0 };
    running.set(step, { ...known, detail });
    if (what === "done") {
      running.delete(step);
      out.write(`  ✓ ${step.padEnd(14)} ${seconds(ms - known.begin)}\n`);
    } else if (what === "update" && !out.isTTY && ms - known.said > 10_000) {
      running.set(step, { ...known, detail, said: ms });
      out.write(`  … ${step}: ${detail}\n`);
    }
    if (out.isTTY && running.size > 0) out.write(status());
  };
}
