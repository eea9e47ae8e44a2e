import type { ChatReply } from "../_shared/contract/chat.ts";
import type { SyncMessage } from "../_shared/contract/outward.ts";
import type { TaskUpdate } from "../_shared/contract/schemas.ts";
import type { Task } from "../_shared/domain/task/task.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { changesSince, currentSequence } from "../_shared/store/tasks/changes.ts";

/** Bytes a device may lag behind before it is disconnected; it reconnects with its cursor. */
export const mostBuffered = 4 * 1024 * 1024;
/** Milliseconds for a device that is disconnected to answer and to receive the rest. */
export const closing = 1000;
/** Devices of one user per replica; a new one replaces the oldest. */
const mostDevices = 20;

/** One connected device. */
export interface Device {
  userId: string;
  send(message: SyncMessage): void;
  close(): void;
}

interface Feed extends Device {
  /** The last change this device was sent. */
  seq: number;
  /** It was disconnected and is sent nothing more. */
  gone?: boolean;
  /** Resolves when the feed's earlier work is done, so that one device is served sequentially. */
  turn: Promise<void>;
}

/** The devices connected to this replica. */
export interface Feeds {
  /** Serves a device from a cursor on (undefined: from now on); returns a function that ends it. */
  open(device: Device, since: number | undefined): () => void;
  /** Distributes an update. */
  receive(id: string, update: TaskUpdate): void;
  /** Passes on a piece of a reply: at once, as no change follows from it, and none waits for it. */
  pass(reply: ChatReply): void;
  /** Disconnects all devices, including later ones. */
  closeAll(): void;
}

/** Milliseconds between queries of the database for changes whose event was missed. */
const checkInterval = 15_000;
const pageSize = 500;

/** Opens the feeds of this replica. */
export function openFeeds(deps: Deps): Feeds {
  const byUser = new Map<string, Set<Feed>>();
  const all = () => [...byUser.values()].flatMap((feeds) => [...feeds]);
  const check = setInterval(() => {
    for (const feed of all()) inTurn(feed, () => continueFeed(deps, feed));
  }, checkInterval);
  check.unref();
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
      const [oldest] = feeds;
      if (oldest && feeds.size > mostDevices) {
        // Removed at once: a device that never answers the close would keep its place.
        feeds.delete(oldest);
        oldest.close();
      }
      inTurn(feed, () => begin(deps, feed, since));
      return () => {
        feed.gone = true;
        feeds.delete(feed);
        if (feeds.size === 0 && byUser.get(device.userId) === feeds) byUser.delete(device.userId);
      };
    },
    receive(id, update) {
      for (const feed of byUser.get(update.user_id) ?? []) inTurn(feed, () => pass(deps, feed, id, update));
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

function inTurn(feed: Feed, work: () => Promise<void>): void {
  feed.turn = feed.turn.then(work).catch((error) => {
    // The device reconnects and continues from its cursor, so nothing is lost.
    log("warn", "feed broke", { error: messageOf(error) });
    feed.close();
  });
}

async function begin(deps: Deps, feed: Feed, since: number | undefined): Promise<void> {
  const seq = await currentSequence(deps.db, feed.userId);
  feed.send({ type: "hello", seq });
  feed.seq = since ?? seq;
  // The database does not know this cursor yet: the database was restored, or the cursor is invented.
  if (feed.seq > seq) return reset(feed, seq);
  if (feed.seq === seq) return;
  if (!(await catchUp(deps, feed))) reset(feed, seq);
}

function reset(feed: Feed, seq: number): void {
  feed.seq = seq;
  feed.send({ type: "reset" });
}

// Updates of one user may arrive in any order, as several functions publish them: only the number counts.
async function pass(deps: Deps, feed: Feed, id: string, update: TaskUpdate): Promise<void> {
  if (update.operation === "reminded")
    return feed.send({ type: "reminder", reminder_id: id, task: update.task_data });
  if (update.seq <= feed.seq) return;
  if (update.seq > feed.seq + 1) return continueFeed(deps, feed);
  deliver(feed, update.task_data, update.operation);
}

// A device whose cursor is too old reconnects and gets a `reset`, to load everything.
async function continueFeed(deps: Deps, feed: Feed): Promise<void> {
  if (!(await catchUp(deps, feed))) feed.close();
}

/** Sends the changes after the feed's cursor; false when removals since the cursor are no longer known. */
async function catchUp(deps: Deps, feed: Feed): Promise<boolean> {
  for (let epoch = 0; !feed.gone; ) {
    const page = await changesSince(deps.db, feed.userId, feed.seq, pageSize, epoch);
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
