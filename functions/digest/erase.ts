import type { Deps } from "../_shared/platform/deps.ts";
import { tryEach } from "../_shared/platform/each.ts";
import { accountsToErase, eraseDue } from "../_shared/store/accounts/users.ts";

/** Erases the accounts whose days to call it off are over; a failure stops no other. */
export async function eraseAccounts({ db, now }: Deps): Promise<void> {
  await tryEach("erasure", await accountsToErase(db, now()), (id) =>
    db.transaction((tx) => eraseDue(tx, id, now())),
  );
}
