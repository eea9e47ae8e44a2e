import { newId } from "../../../functions/_shared/domain/ids.ts";
import { openReplica } from "./idb.ts";
import { type Listeners, lead } from "./leader.ts";
import type { ReplyPiece } from "./live.ts";
import type { Op } from "./ops.ts";
import { discard, enqueue, type Intent, insist } from "./replica.ts";
import type { Session } from "./session.ts";
import { nothingWritten, type Snapshot, type Written } from "./storage.ts";
import type { Task } from "./types.ts";

/** What the screen shows of the replica: it is loaded once, then follows what is written. */
export interface Shown {
  load(snapshot: Snapshot): void;
  take(written: Written): void;
  /** Shows an operation before it is stored, and removes one that could not be stored. */
  pend(op: Op): void;
  unpend(id: string): void;
  /** The task as the server has it; undefined for an unknown one. */
  baseOf(id: number): Task | undefined;
}

/** The running replica: it takes a person's changes, and sends and fetches by itself. */
export interface Engine {
  /** Shows the changes at once, stores them, then sends them; resolves with the ids of those that are sent. */
  enqueue(intents: Intent[]): Promise<string[]>;
  resolve(id: string, how: "insist" | "discard"): Promise<void>;
  putMeta(key: string, value: unknown): Promise<void>;
  /** Sends and fetches now. */
  sync(): void;
  stop(): void;
}

type Message = { written: Written } | { replied: ReplyPiece } | { sync: true };

/** Starts the replica of an account; resolves when it is loaded. */
export async function startEngine(
  user: string,
  session: Session,
  shown: Shown,
  listeners: Listeners,
): Promise<Engine> {
  const channel = new BroadcastChannel(`taskwake-${user}`);
  const stop = new AbortController();
  const storage = await openReplica(user, (written) => {
    shown.take(written);
    channel.postMessage({ written } satisfies Message);
  });
  shown.load(await storage.snapshot());

  let leading: (() => void) | undefined;
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ("written" in data) shown.take(data.written);
    else if ("replied" in data) listeners.replied(data.replied);
    else leading?.();
  };
  const sync = () => (leading ? leading() : channel.postMessage({ sync: true } satisfies Message));
  const { signal } = stop;
  // Only one tab communicates with the server; when it closes, another takes over.
  navigator.locks
    .request(`taskwake-leader-${user}`, { signal }, () => {
      const show = (tasks: Task[]) => showUnkept(shown, tasks);
      const replied = (piece: ReplyPiece) => {
        listeners.replied(piece);
        channel.postMessage({ replied: piece } satisfies Message);
      };
      const told = { ...listeners, replied };
      const leader = lead({ user, storage, session, show, listeners: told, stopped: signal });
      leading = leader.sync;
      return leader.ended;
    })
    .catch(() => undefined);
  for (const event of ["online", "focus"]) addEventListener(event, sync, { signal });

  // A person's changes must survive even a power failure; everything else can be fetched again.
  const write = async <Result>(work: Parameters<typeof storage.write<Result>>[0]) => {
    const result = await storage.write(work, "strict");
    sync();
    return result;
  };
  return {
    async enqueue(intents) {
      for (const intent of intents) shown.pend(provisional(intent));
      const unkept = new Set(intents.map(({ id }) => id));
      try {
        const kept = await write(async (tx) => {
          const ids: string[] = [];
          for (const intent of intents) if (await enqueue(tx, intent)) ids.push(intent.id);
          return ids;
        });
        for (const id of kept) unkept.delete(id);
        return kept;
      } finally {
        for (const id of unkept) shown.unpend(id);
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

/** Shows tasks that are not stored yet, and lets the browser draw them. */
async function showUnkept({ take, baseOf }: Shown, tasks: Task[]): Promise<void> {
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
