import { setTimeout as sleep } from "node:timers/promises";
import type { ChatReply } from "../_shared/contract/chat.ts";
import type { SyncMessage } from "../_shared/contract/outward.ts";
import type { TaskUpdate } from "../_shared/contract/schemas.ts";
import type { Task } from "../_shared/domain/task/task.ts";
import { openPresence } from "../_shared/operations/presence.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { type TokenSession, type ValidSessions, validSessions } from "../_shared/store/accounts/users.ts";
import type { Database } from "../_shared/store/database.ts";
import { changesSince, currentSequence } from "../_shared/store/tasks/changes.ts";
import { findTask } from "../_shared/store/tasks/tasks.ts";

/** Bytes a device may lag behind before it is disconnected; it reconnects with its cursor. */
export const mostBuffered = 4 * 1024 * 1024;
/** Bytes a device may lag behind before no more changes are read for it. */
const mostWaiting = 256 * 1024;
/** Bytes that all devices of a replica may lag behind; beyond it the slowest ones are disconnected. */
const mostInAll = 48 * 1024 * 1024;
/** Milliseconds after which a device that lags behind and takes nothing is disconnected. */
const patience = 30_000;
/** Milliseconds for a device that is disconnected to answer and to receive the rest. */
export const closing = 1000;
/** Devices of one user per replica; a new one replaces the oldest. */
const mostDevices = 20;

/** One connected device. */
export interface Device extends TokenSession {
  userId: string;
  send(message: SyncMessage): void;
  /** Bytes that were sent and that it has not taken yet. */
  buffered(): number;
  /** Disconnects it; it reconnects with its cursor. */
  close(): void;
}

interface Feed extends Device {
  /** The last change this device was sent. */
  seq: number;
  /** It was disconnected and is sent nothing more. */
  gone?: boolean;
  /** It is being sent what the database holds; an update meanwhile is only marked as missed. */
  behind?: boolean;
  missed?: boolean;
  /** Resolves when the feed's earlier work is done, so that one device is served sequentially. */
  turn: Promise<void>;
}

/** The devices connected to this replica. */
export interface Feeds {
  /** Serves a device from a cursor on (undefined: from now on); returns a function that ends it. */
  open(device: Device, since: number | undefined): () => void;
  /** Whether a device of this person is connected. */
  has(userId: string): boolean;
  /** Distributes an update. */
  receive(id: string, update: TaskUpdate): void;
  /** Passes on a piece of a reply: at once, as no change follows from it, and none waits for it. */
  pass(reply: ChatReply): void;
  /** Disconnects all devices, including later ones. */
  closeAll(): void;
}

/** Milliseconds between questions whose sessions were ended. */
const endedInterval = 1500;
/** Milliseconds between notes of whose devices are open. */
const seenInterval = 30_000;
/** Milliseconds between queries of the database for changes whose event was missed. */
const checkInterval = 15_000;
const pageSize = 500;

/** What serving a device needs. */
interface Source {
  db: Database;
  /** Resolves when a device has taken what it was sent; rejects when it does not. */
  room(feed: Feed): Promise<void>;
}

/** Opens the feeds of this replica. */
export function openFeeds(deps: Deps): Feeds {
  const byUser = new Map<string, Set<Feed>>();
  const all = () => [...byUser.values()].flatMap((feeds) => [...feeds]);
  const source: Source = {
    db: deps.db,
    async room(feed) {
      for (const begun = Date.now(); !feed.gone && feed.buffered() > mostWaiting; await sleep(20))
        if (Date.now() - begun > patience) throw new Error("the device takes nothing");
      relieve(all());
    },
  };
  const check = setInterval(() => {
    for (const feed of all()) if (!feed.behind) inTurn(feed, () => continueFeed(source, feed));
  }, checkInterval);
  check.unref();
  const endings = setInterval(() => {
    if (byUser.size > 0)
      closeEnded(deps, byUser).catch((error) =>
        log("warn", "cannot ask for ended sessions", { error: messageOf(error) }),
      );
  }, endedInterval);
  endings.unref();
  const seen = openPresence(deps.db, deps.now);
  setInterval(() => seen([...byUser.keys()]), seenInterval).unref();
  let isClosed = false;

  return {
    open(device, since) {
      // This replica is stopping and receives no more events: the device reconnects to another.
      if (isClosed) {
        device.close();
        return () => undefined;
      }
      const feed: Feed = { ...device, seq: since ?? Number.POSITIVE_INFINITY, turn: Promise.resolve() };
      const feeds = byUser.get(device.userId) ?? new Set();
      byUser.set(device.userId, feeds.add(feed));
      seen([device.userId]);
      const [oldest] = feeds;
      if (oldest && feeds.size > mostDevices) {
        // Removed at once: a device that never answers the close would keep its place.
        feeds.delete(oldest);
        oldest.close();
      }
      inTurn(feed, () => begin(source, feed, since));
      return () => {
        feed.gone = true;
        feeds.delete(feed);
        if (feeds.size === 0 && byUser.get(device.userId) === feeds) byUser.delete(device.userId);
      };
    },
    has: (userId) => byUser.has(userId),
    receive(id, update) {
      for (const feed of byUser.get(update.user_id) ?? []) {
        // Updates that wait for a slow device would pile up in memory.
        if (feed.behind && update.operation !== "reminded") feed.missed = true;
        else inTurn(feed, () => pass(source, feed, id, update));
      }
    },
    pass({ user_id, ...reply }) {
      for (const feed of byUser.get(user_id) ?? []) if (!feed.gone) feed.send({ type: "chat", ...reply });
    },
    closeAll() {
      isClosed = true;
      for (const feed of all()) feed.close();
    },
  };
}

/** Disconnects the devices that have taken the least, until all that is buffered fits. */
function relieve(feeds: Feed[]): void {
  const bySize = feeds.map((feed) => ({ feed, size: feed.buffered() })).sort((a, b) => b.size - a.size);
  let sum = bySize.reduce((all, { size }) => all + size, 0);
  for (const { feed, size } of bySize) {
    if (sum <= mostInAll) return;
    feed.close();
    sum -= size;
  }
}

/** Disconnects the devices of sessions that were ended, and of accounts that were erased. */
async function closeEnded({ db }: Deps, byUser: Map<string, Set<Feed>>): Promise<void> {
  // Devices that come while it is asked were not asked about.
  const asked = [...byUser.values()].flatMap((feeds) => [...feeds]);
  const valid = await validSessions(db, [...byUser.keys()]);
  for (const feed of asked) if (isEnded(feed, valid.get(feed.userId))) feed.close();
}

function isEnded({ issuedAt, sessionId }: Device, valid: ValidSessions | undefined): boolean {
  if (!valid) return true;
  return (issuedAt ?? valid.since) < valid.since || (!!sessionId && !valid.sessions.includes(sessionId));
}

function inTurn(feed: Feed, work: () => Promise<void>): void {
  feed.turn = feed.turn.then(work).catch((error) => {
    if (feed.gone) return;
    // The device reconnects and continues from its cursor, so nothing is lost.
    log("warn", "feed broke", { error: messageOf(error) });
    feed.close();
  });
}

async function begin(source: Source, feed: Feed, since: number | undefined): Promise<void> {
  const seq = await currentSequence(source.db, feed.userId);
  feed.send({ type: "hello", seq });
  feed.seq = since ?? seq;
  // The database does not know this cursor yet: the database was restored, or the cursor is invented.
  if (feed.seq > seq) return reset(feed, seq);
  if (feed.seq === seq) return;
  if (!(await catchUp(source, feed))) reset(feed, seq);
}

function reset(feed: Feed, seq: number): void {
  feed.seq = seq;
  feed.send({ type: "reset" });
}

// Updates of one user may arrive in any order, as several functions publish them: only the number counts.
async function pass(source: Source, feed: Feed, id: string, update: TaskUpdate): Promise<void> {
  const read = async () => update.task_data ?? findTask(source.db, feed.userId, update.task_id);
  if (update.operation === "reminded") {
    const task = await read();
    if (task) feed.send({ type: "reminder", reminder_id: id, task });
    return;
  }
  if (update.seq <= feed.seq) return;
  if (update.seq > feed.seq + 1 || feed.buffered() > mostWaiting) return continueFeed(source, feed);
  const task = await read();
  if (task?.seq === update.seq) deliver(feed, task, update.operation);
  // Changed again or deleted forever since then: that has a later number, and follows.
  else feed.seq = update.seq;
}

// A device whose cursor is too old reconnects and gets a `reset`, to load everything.
async function continueFeed(source: Source, feed: Feed): Promise<void> {
  if (!(await catchUp(source, feed))) feed.close();
}

/** Sends the changes after the feed's cursor; false when removals since the cursor are no longer known. */
async function catchUp(source: Source, feed: Feed): Promise<boolean> {
  feed.behind = true;
  try {
    do {
      feed.missed = false;
      if (!(await sendChanges(source, feed))) return false;
    } while (feed.missed && !feed.gone);
    return true;
  } finally {
    feed.behind = false;
  }
}

async function sendChanges({ db, room }: Source, feed: Feed): Promise<boolean> {
  for (let epoch = 0; !feed.gone; ) {
    await room(feed);
    const page = await changesSince(db, feed.userId, feed.seq, pageSize, epoch);
    if (!page) return false;
    for (const task of page.results) deliver(feed, task, "updated");
    feed.seq = page.next_cursor;
    if (!page.has_more) return true;
    epoch = page.epoch;
  }
  return true;
}

function deliver(feed: Feed, task: Task, operation: string): void {
  feed.seq = task.seq;
  feed.send({ type: "change", seq: task.seq, operation, task });
}
