import type { Changes } from "../../../functions/_shared/contract/api/tasks.ts";
import { ApiError } from "./api.ts";
import { receive } from "./replica.ts";
import type { Session } from "./session.ts";
import type { Storage } from "./storage.ts";
import type { Task } from "./types.ts";

/**
 * Fetches the changes since the last time, or everything if the server no longer knows that cursor. On a device without
 * data the tasks are passed to `show` before they are stored.
 */
export async function pull(
  storage: Storage,
  session: Session,
  show: (tasks: Task[]) => Promise<void>,
): Promise<void> {
  try {
    const [cursor, queued] = await storage.read((tx) =>
      Promise.all([tx.meta<number>("cursor"), tx.ops().then(({ length }) => length)]),
    );
    const isNew = cursor === undefined && queued === 0;
    await pages(storage, session, cursor ?? 0, isNew ? ({ results }) => show(results) : undefined);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "cursor-expired") throw error;
    await reload(storage, session);
  }
}

async function pages(storage: Storage, session: Session, since: number, onPage?: (page: Changes) => unknown) {
  for (let cursor = since, epoch = 0; ; ) {
    const answer = await session.request(`/v1/changes?since=${cursor}&epoch=${epoch}&limit=1000`);
    const page = answer.body as Changes;
    await onPage?.(page);
    await storage.write(async (tx) => {
      if (page.results.length > 0 || page.next_cursor !== cursor)
        await receive(tx, page.results, page.next_cursor);
      if (!page.has_more && !(await tx.meta("loaded"))) await tx.putMeta("loaded", true);
    });
    if (!page.has_more) return;
    cursor = page.next_cursor;
    epoch = page.epoch;
  }
}

// A task that the server does not return was removed permanently while this device was offline.
async function reload(storage: Storage, session: Session): Promise<void> {
  const alive = new Set<number>();
  const before = await storage.read((tx) => tx.tasks());
  await pages(storage, session, 0, ({ results }) => {
    for (const { id } of results) alive.add(id);
  });
  await storage.write(async (tx) => {
    for (const { id } of before)
      if (!alive.has(id) && (await tx.ops(id)).length === 0) await tx.removeTask(id);
  });
}
