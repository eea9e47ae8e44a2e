import type { WriteStream } from "node:tty";

/** The current step of the start; `ms` since it began. */
export interface ProgressEvent {
  step: string;
  status: "begin" | "update" | "done";
  detail?: string;
  ms: number;
}

/** Runs a step of the start and reports it. */
export type Step = <T>(step: string, work: (update: (detail: string) => void) => Promise<T>) => Promise<T>;

/** Makes a `Step` that reports to `progress`. */
export function steps(progress?: (event: ProgressEvent) => void): Step {
  const begin = Date.now();
  return async <T>(step: string, work: (update: (detail: string) => void) => Promise<T>): Promise<T> => {
    const tell = (status: ProgressEvent["status"], detail?: string) =>
      progress?.({ step, status, ms: Date.now() - begin, ...(detail !== undefined && { detail }) });
    tell("begin");
    const result = await work((detail) => tell("update", detail));
    tell("done");
    return result;
  };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Prints a line for each step as it ends, with its time. On a terminal the last line shows the current step; in a log,
 * details of a step are printed at most every ten seconds.
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
