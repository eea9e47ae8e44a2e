import { signal } from "@preact/signals";
import { newId } from "../lib/ids.ts";
import { baseOf, load, pend, take, unpend } from "../state/memory.ts";
import { ApiError } from "./api.ts";
import { drain, pauseAfter } from "./drain.ts";
import { openReplica } from "./idb.ts";
import { listen } from "./live.ts";
import type { Op } from "./ops.ts";
import { pull } from "./pull.ts";
import { discard, enqueue, type Intent, insist, receive, type Settled } from "./replica.ts";
import type { Session } from "./session.ts";
import { nothingWritten, type Storage, type Written } from "./storage.ts";
import type { Task } from "./types.ts";

/** How this device and the server stand to each other. */
export const connection = signal<"connecting" | "live" | "offline">("connecting");

/** What the person is told of operations as they settle, and of reminders. */
export interface Listeners {
  settled(op: Op, settled: Settled): void;
  reminded(taskId: number, reminderId: string): void;
}

/** The running replica: what a person does goes in, the rest happens by itself. */
export interface Engine {
  /** Shows the changes at once, keeps them, then sends them. */
  act(intents: Intent[]): Promise<void>;
  resolve(id: string, how: "insist" | "discard"): Promise<void>;
  putMeta(key: string, value: unknown): Promise<void>;
  /** Sends and fetches now. */
  sync(): void;
  stop(): void;
}

type Message = { written: Written } | { sync: true };

/** Starts the replica of an account; it is loaded when this resolves. */
export async function startEngine(user: string, session: Session, listeners: Listeners): Promise<Engine> {
  const channel = new BroadcastChannel(`taskwake-${user}`);
  const stop = new AbortController();
  const storage = await openReplica(user, (written) => {
    take(written);
    channel.postMessage({ written } satisfies Message);
  });
  load(await storage.snapshot());

  let lead: (() => void) | undefined;
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ("written" in data) take(data.written);
    else lead?.();
  };
  const sync = () => (lead ? lead() : channel.postMessage({ sync: true } satisfies Message));
  const { signal } = stop;
  // One tab speaks with the server; when it closes, another takes over.
  navigator.locks
    .request(`taskwake-leader-${user}`, { signal }, () => {
      const leading = runLeader(user, storage, session, listeners, signal);
      lead = leading.sync;
      return leading.ended;
    })
    .catch(() => undefined);
  for (const event of ["online", "focus"]) addEventListener(event, sync, { signal });

  // What a person did must outlive even a power failure; all else the server tells again.
  const write = async <Result>(work: Parameters<typeof storage.write<Result>>[0]) => {
    const result = await storage.write(work, "strict");
    sync();
    return result;
  };
  return {
    async act(intents) {
      for (const intent of intents) pend(provisional(intent));
      const unkept = new Set(intents.map(({ id }) => id));
      try {
        const kept = await write(async (tx) => {
          const ids: string[] = [];
          for (const intent of intents) if (await enqueue(tx, intent)) ids.push(intent.id);
          return ids;
        });
        for (const id of kept) unkept.delete(id);
      } finally {
        for (const id of unkept) unpend(id);
      }
    },
    resolve: (id, how) => write((tx) => (how === "insist" ? insist(tx, id, newId()) : discard(tx, id))),
    putMeta: (key, value) => storage.write((tx) => tx.putMeta(key, value)),
    sync,
    stop() {
      stop.abort();
      channel.close();
      storage.close();
    },
  };
}

/** Shows tasks that are not kept yet, and lets them be drawn. */
async function show(tasks: Task[]): Promise<void> {
  take({ ...nothingWritten(), tasks: tasks.filter(({ id }) => !baseOf(id)) });
  await Promise.race([
    new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))),
    new Promise((late) => setTimeout(late, 200)),
  ]);
}

const provisional = ({ id, task, change, seen, version, at }: Intent): Op => ({
  ...{ id, key: id, task, change, seen, version, at },
  state: "waiting",
});

function runLeader(
  user: string,
  storage: Storage,
  session: Session,
  listeners: Listeners,
  stopped: AbortSignal,
) {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let wanted = false;

  const once = async () => {
    await drain(user, storage, session, listeners.settled);
    await pull(storage, session, show);
  };
  const cycle = async () => {
    if (stopped.aborted) return;
    if (running) {
      wanted = true;
      return;
    }
    running = true;
    clearTimeout(timer);
    try {
      do {
        wanted = false;
        await once();
      } while (wanted);
      failures = 0;
      if (connection.value === "offline") connection.value = "connecting";
      live.connect();
    } catch (error) {
      failed(error);
    }
    running = false;
  };
  const failed = (error: unknown) => {
    if (stopped.aborted) return;
    connection.value = "offline";
    const ended = error instanceof ApiError && error.problem.status === 401;
    if (!ended) timer = setTimeout(cycle, pauseAfter(failures++, error));
  };
  const live = listen(session, {
    cursor: () => storage.read((tx) => tx.meta<number>("cursor")),
    async change(task, seq) {
      const gap = await storage.write(async (tx) => {
        const cursor = (await tx.meta<number>("cursor")) ?? 0;
        await receive(tx, [task], seq === cursor + 1 ? seq : undefined);
        return seq > cursor + 1;
      });
      if (gap) cycle();
    },
    behind: cycle,
    reminded: listeners.reminded,
    status: (status) => {
      connection.value = status;
    },
  });
  cycle();
  const ended = new Promise<void>((resolve) =>
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      live.close();
      resolve();
    }),
  );
  return { sync: cycle, ended };
}
