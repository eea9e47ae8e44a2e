import type { SyncMessage } from "../../../functions/_shared/contract/outward.ts";
import { pauseAfter } from "./drain.ts";
import type { Session } from "./session.ts";
import type { Task } from "./types.ts";

/** A piece of a reply of the assistant. */
export type ReplyPiece = Extract<SyncMessage, { type: "chat" }>;

/** The state of the connection to the server. */
export type Connection = "connecting" | "live" | "offline";

/** What a page does with the messages of the feed. */
export interface Listeners {
  cursor(): Promise<number | undefined>;
  /** A task was changed, or deleted forever. */
  change(task: Task, seq: number, isPurged: boolean): Promise<void>;
  /** The server has changes that did not arrive over the socket. */
  behind(): void;
  reminded(taskId: number, reminderId: string): void;
  replied(piece: ReplyPiece): void;
  status(status: Connection): void;
}

/** Subscribes to changes made elsewhere; reconnects by itself until closed. */
export function listen(
  session: Session,
  on: Listeners,
): { connect(): void; isLive(): boolean; close(): void } {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let closed = false;
  let opening = false;
  let greeted = false;

  async function open(): Promise<void> {
    opening = true;
    try {
      const [token, since] = await Promise.all([session.token(), on.cursor()]);
      if (closed) return;
      const url = new URL(`/v1/sync?since=${since ?? 0}`, location.href);
      url.protocol = url.protocol.replace("http", "ws");
      socket = new WebSocket(url, ["taskwake.v1", `bearer.${token}`]);
      socket.onmessage = ({ data }) => receive(JSON.parse(data as string));
      socket.onclose = again;
    } catch {
      again();
    } finally {
      opening = false;
    }
  }
  // Messages are processed sequentially, because their order moves the cursor.
  let last: Promise<unknown> = Promise.resolve();
  function receive(message: SyncMessage): void {
    last = last.then(() => handle(message)).catch(() => on.behind());
  }
  async function handle(message: SyncMessage): Promise<void> {
    if (message.type === "hello") {
      failures = 0;
      greeted = true;
      on.status("live");
      if (message.seq > ((await on.cursor()) ?? 0)) on.behind();
    } else if (message.type === "change")
      await on.change(message.task, message.seq, message.operation === "purged");
    else if (message.type === "reminder") on.reminded(message.task.id, message.reminder_id);
    else if (message.type === "chat") on.replied(message);
    else on.behind();
  }
  function again(): void {
    socket = undefined;
    greeted = false;
    if (closed) return;
    on.status(navigator.onLine ? "connecting" : "offline");
    clearTimeout(timer);
    timer = setTimeout(() => {
      on.behind();
      connect();
    }, pauseAfter(failures++));
  }
  function connect(): void {
    if (!socket && !opening && !closed) open();
  }
  return {
    connect,
    isLive: () => greeted,
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
