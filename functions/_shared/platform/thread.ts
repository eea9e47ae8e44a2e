import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { Refusal } from "../domain/refusal.ts";

/** The work of a thread: computes a result synchronously. It may report its progress, and throw a `Refusal`. */
export type ThreadWork<Given, Result> = (given: Given, report: (progress: unknown) => void) => Result;

/** A thread was stopped because it exceeded a limit. */
export class ThreadEnded extends Error {
  override name = "ThreadEnded";
  readonly limit: "time" | "memory";

  constructor(limit: "time" | "memory") {
    super(`the thread used too much ${limit}`);
    this.limit = limit;
  }
}

/** Milliseconds between two checks of the processor time. */
const lookEvery = 100;

let threads = 0;

/** Calls `done` once a thread has used so many milliseconds of processor time; returns a function that stops the meter. */
function meter(longest: number, done: () => void): () => void {
  let before = process.cpuUsage();
  let used = 0;
  threads += 1;
  // Node reports the time of the process, not of a thread.
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    used += (user + system) / 1000 / threads;
    if (used > longest) done();
  }, lookEvery);
  return () => {
    clearInterval(timer);
    threads -= 1;
  };
}

/** Limits of a thread, and the receiver of its progress. */
export interface ThreadOptions {
  /** Milliseconds of processor time: the thread's share of the time that the process uses meanwhile. */
  longest: number;
  /** Heap in MiB. */
  heap: number;
  onProgress?: (progress: unknown) => void;
  signal?: AbortSignal;
}

type Message =
  | { progress: unknown }
  | { result: unknown }
  | { refusal: Pick<Refusal, "code" | "detail" | "facts"> };

/**
 * Runs the function's `thread` in a thread, where it does not block the event loop and can be stopped at any time. Buffers
 * in `transfer` are moved there, not copied. Rejects with the thread's `Refusal`, with `ThreadEnded` when it exceeds a
 * limit, and with the signal's reason.
 */
export function inThread<Result>(
  given: unknown,
  transfer: ArrayBuffer[],
  { longest, heap, onProgress, signal }: ThreadOptions,
): Promise<Result> {
  // The thread runs the same program, whose `start` finds that it is not the main thread.
  const worker = new Worker(process.argv[1] as string, {
    workerData: given,
    transferList: transfer,
    resourceLimits: { maxOldGenerationSizeMb: heap },
    // The bundle needs no options; those of a test's process do not work in a thread.
    execArgv: [],
  });
  return new Promise<Result>((resolve, reject) => {
    const endMeter = meter(longest, () => reject(new ThreadEnded("time")));
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    worker.on("message", (message: Message) => {
      if ("progress" in message) onProgress?.(message.progress);
      else if ("result" in message) resolve(message.result as Result);
      else reject(new Refusal(message.refusal.code, message.refusal.detail, message.refusal.facts));
    });
    worker.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? new ThreadEnded("memory") : error),
    );
    worker.once("exit", () => reject(new Error("the thread ended without a result")));
    const end = () => {
      endMeter();
      signal?.removeEventListener("abort", abort);
    };
    worker.once("exit", end);
  }).finally(() => worker.terminate());
}

/** Whether this code runs in such a thread. */
export const isThread = !isMainThread;

/** Runs the thread's work and returns its result to the main thread; an unexpected error ends the thread. */
export function serveThread<Given, Result>(work: ThreadWork<Given, Result>): void {
  const send = (message: Message) => parentPort?.postMessage(message);
  try {
    send({ result: work(workerData as Given, (progress) => send({ progress })) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, detail, facts } = error;
    send({ refusal: { code, detail, facts } });
  }
}
