import { ApiError } from "./api.ts";
import { drain, pauseAfter } from "./drain.ts";
import { type Connection, listen, type ReplyPiece } from "./live.ts";
import type { Op } from "./ops.ts";
import { pull } from "./pull.ts";
import { forget, receive, type Settled } from "./replica.ts";
import type { Session } from "./session.ts";
import type { Storage } from "./storage.ts";
import type { Task } from "./types.ts";

/** What is reported while the replica runs. */
export interface Listeners {
  /** The result of an operation. */
  settled(op: Op, settled: Settled): void;
  reminded(taskId: number, reminderId: string): void;
  /** A piece of a reply of the assistant, in every tab. */
  replied(piece: ReplyPiece): void;
  /** The state of the connection to the server; "connecting" until the first report. */
  connected(connection: Connection): void;
}

interface Parts {
  user: string;
  storage: Storage;
  session: Session;
  /** Shows tasks before they are stored. */
  show(tasks: Task[]): Promise<void>;
  listeners: Listeners;
  stopped: AbortSignal;
}

/** Synchronises the replica and the server as long as this tab is the one that communicates with the server. */
export function lead({ user, storage, session, show, listeners, stopped }: Parts) {
  let connection: Connection = "connecting";
  const report = (next: Connection) => {
    connection = next;
    listeners.connected(next);
  };
  const exchange = async () => {
    await drain(user, storage, session, listeners.settled);
    await pull(storage, session, show);
  };
  const sync = repeating(exchange, stopped, {
    succeeded() {
      if (connection === "offline") report(live.isLive() ? "live" : "connecting");
      live.connect();
    },
    // A server that refuses some requests while it is busy can be reached all the same.
    failed: () => report(live.isLive() && navigator.onLine ? "live" : "offline"),
  });
  const live = listen(session, {
    cursor: () => storage.read((tx) => tx.meta<number>("cursor")),
    async change(...change) {
      if (await receiveChange(storage, ...change)) sync();
    },
    behind: sync,
    reminded: listeners.reminded,
    replied: listeners.replied,
    status: report,
  });
  sync();
  const ended = new Promise<void>((resolve) =>
    stopped.addEventListener("abort", () => {
      live.close();
      resolve();
    }),
  );
  return { sync, ended };
}

/** Stores one received change; true when earlier changes are missing. */
function receiveChange(storage: Storage, task: Task, seq: number, isPurged: boolean): Promise<boolean> {
  return storage.write(async (tx) => {
    const cursor = (await tx.meta<number>("cursor")) ?? 0;
    if (isPurged) await forget(tx, task.id, seq);
    else await receive(tx, [task], seq === cursor + 1 ? seq : undefined);
    return seq > cursor + 1;
  });
}

/**
 * Work that runs when requested, one run at a time, and again some time after a failure, unless only the person can
 * resolve the failure.
 */
function repeating(
  work: () => Promise<void>,
  stopped: AbortSignal,
  report: { succeeded(): void; failed(): void },
): () => Promise<void> {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let wanted = false;
  stopped.addEventListener("abort", () => clearTimeout(timer));

  return async function run() {
    if (stopped.aborted) return;
    wanted = true;
    if (running) return;
    running = true;
    clearTimeout(timer);
    try {
      while (wanted) {
        wanted = false;
        await work();
      }
      failures = 0;
      report.succeeded();
    } catch (error) {
      if (!stopped.aborted) {
        report.failed();
        const ended = error instanceof ApiError && error.problem.status === 401;
        if (!ended) timer = setTimeout(run, pauseAfter(failures++, error));
      }
    }
    running = false;
  };
}
