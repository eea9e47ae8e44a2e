import { WebSocket } from "ws";
import type { SyncMessage } from "../../functions/_shared/contract/outward.ts";
import type { Person } from "../support/client.ts";
import type { Feed } from "./history.ts";

/** A second device of a user: it follows the sync feed, and after each disconnect continues from its cursor. */
export interface Device {
  feed: Feed;
  /** The last change it has received. */
  readonly seq: number;
  readonly breaks: number;
  stop(): void;
}

/** Milliseconds to wait after a disconnect. */
const pause = 300;

export function openDevice(base: string, person: Person, user: string): Device {
  const feed: Feed = { user, tasks: new Map(), faults: [] };
  let seq = 0;
  let breaks = 0;
  let stopped = false;
  let socket: WebSocket;
  let timer: NodeJS.Timeout;

  function take(message: SyncMessage): void {
    if (message.type === "reset") feed.faults.push("the device was told to load everything");
    if (message.type !== "change") return;
    if (message.seq <= seq) feed.faults.push(`change ${message.seq} came after ${seq}`);
    seq = message.seq;
    feed.tasks.set(message.task.id, message.task);
  }

  function connect(): void {
    const url = `${base.replace(/^http/, "ws")}/v1/sync?since=${seq}`;
    socket = new WebSocket(url, ["taskwake.v1", `bearer.${person.token}`]);
    socket.on("message", (data) => take(JSON.parse(String(data))));
    socket.on("error", () => {});
    socket.once("close", () => {
      breaks += 1;
      if (!stopped) timer = setTimeout(connect, pause);
    });
  }

  connect();
  return {
    feed,
    get seq() {
      return seq;
    },
    get breaks() {
      return breaks;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      socket.terminate();
    },
  };
}
