import { announceDeletedTurns } from "../_shared/operations/deleted-turns.ts";
import { publishOutbox } from "../_shared/operations/publish.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { tryEach } from "../_shared/platform/each.ts";
import { accountsToErase, eraseDue } from "../_shared/store/accounts/users.ts";

/** Erases the accounts whose days to call it off are over; a failure stops no other. */
export async function eraseAccounts(deps: Deps): Promise<void> {
  const { db, now } = deps;
  await tryEach("erasure", await accountsToErase(db, now()), async (id) => {
    await db.transaction(async (tx) => {
      const turns = await eraseDue(tx, id, now());
      await announceDeletedTurns(tx, "digest", { cause: id, turns, now: now() });
    });
    await publishOutbox(deps, id);
  });
}
