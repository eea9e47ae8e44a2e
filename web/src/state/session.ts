import { signal } from "@preact/signals";
import { rememberAccount } from "../core/account.ts";
import { openSession } from "../core/session.ts";

/**
 * The account this page is used with. It does not change while the page lives, but for the first log-in: another
 * account is another page, so nothing of the one before can be shown or sent under it.
 */

const userKey = "taskwake-user";
const usedKey = "taskwake-used";

const rememberedUser = (): string | null => localStorage.getItem(userKey);

/** Somebody has logged out here: whoever comes next rather logs in than makes an account. */
export const wasUsed = (): boolean => localStorage.getItem(usedKey) !== null;
export const user = signal<string | null>(rememberedUser());
/** Another tab has logged in as somebody else: this page shows nothing of its account any more. */
export const isReplaced = signal(false);

/** The session has ended: changes are kept here until the person logs in again. */
export const loggedOut = signal(false);

export const session = openSession(user.value, (state) => {
  loggedOut.value = state === "ended";
});

/** Tells the other tabs and the service worker whose browser this is; null: nobody's. */
export async function setAccount(next: string | null): Promise<void> {
  if (next) localStorage.setItem(userKey, next);
  else localStorage.removeItem(userKey);
  if (!next) localStorage.setItem(usedKey, "yes");
  await rememberAccount(next).catch(() => undefined);
}

/** Calls back once another tab has logged out or in as somebody else; `next` is the account now, null: nobody. */
export function onAccountChange(changed: (next: string | null) => void): void {
  const compare = () => {
    const next = rememberedUser();
    // A page of nobody is a form that is being filled in.
    if (user.value && next !== user.value && !isReplaced.value) changed(next);
  };
  addEventListener("storage", compare);
  // A page that was frozen hears of nothing meanwhile.
  for (const event of ["pageshow", "visibilitychange"]) addEventListener(event, compare);
}
