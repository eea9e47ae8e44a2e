import WebSocket from "ws";
import type { Task } from "../../functions/_shared/domain/task/task.ts";

/** A message of the sync feed. */
export interface FeedMessage {
  type: "hello" | "change" | "reminder" | "chat" | "reset";
  seq: number;
  operation: string;
  task: Pick<Task, "id" | "title" | "notes" | "version" | "status" | "deleted_at">;
  /** Its arrival, in milliseconds of the monotonic clock. */
  at: number;
}

/** A device connected by WebSocket. */
export interface Device {
  messages: FeedMessage[];
  changes(): FeedMessage[];
  close(): void;
  /** Resolves to the close code. */
  closed: Promise<number>;
}

/** Connects a device of the token's user; resolves at its first message. Rejects when it is refused. */
export async function connect(base: string, token: string, since?: number): Promise<Device> {
  const query = since === undefined ? "" : `?since=${since}`;
  const socket = new WebSocket(`${base.replace(/^http/, "ws")}/v1/sync${query}`, [
    "taskwake.v1",
    `bearer.${token}`,
  ]);
  const messages: FeedMessage[] = [];
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", (code) => reject(new Error(`closed with ${code}`)));
    socket.on("message", (data) => {
      messages.push({ ...JSON.parse(String(data)), at: performance.now() });
      resolve();
    });
  });
  socket.on("error", () => undefined);
  return {
    messages,
    changes: () => messages.filter(({ type }) => type === "change"),
    close: () => socket.close(),
    closed,
  };
}
