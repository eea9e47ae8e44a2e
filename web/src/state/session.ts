import { signal } from "@preact/signals";
import { rememberAccount } from "../core/account.ts";
import { openSession } from "../core/session.ts";

/**
 * The account of this page. It does not change while the page lives, except by the first log-in: another account needs
 * another page, so that nothing of the former account can be shown or sent.
 */

const userKey = "taskwake-user";
const usedKey = "taskwake-used";

const rememberedUser = (): string | null => localStorage.getItem(userKey);

/** Somebody has logged out here, so the next visitor probably wants to log in rather than create an account. */
export const wasUsed = (): boolean => localStorage.getItem(usedKey) !== null;
export const user = signal<string | null>(rememberedUser());
/** Another tab has logged in as somebody else: this page shows nothing of its account any more. */
export const isReplaced = signal(false);

/** The session has ended: changes are stored here until the person logs in again. */
export const loggedOut = signal(false);

export const session = openSession(user.value, (state) => {
  loggedOut.value = state === "ended";
});

/** Publishes this browser's account to the other tabs and the service worker; null: none. */
export async function setAccount(next: string | null): Promise<void> {
  if (next) localStorage.setItem(userKey, next);
  else localStorage.removeItem(userKey);
  if (!next) localStorage.setItem(usedKey, "yes");
  await rememberAccount(next).catch(() => undefined);
}

/**
 * Calls back when another tab has logged out or logged in as somebody else; `next` is the current account, null: none.
 */
export function onAccountChange(changed: (next: string | null) => void): void {
  const compare = () => {
    const next = rememberedUser();
    // A page without an account shows a form that is being filled in.
    if (user.value && next !== user.value && !isReplaced.value) changed(next);
  };
  addEventListener("storage", compare);
  // A frozen page receives no events meanwhile.
  for (const event of ["pageshow", "visibilitychange"]) addEventListener(event, compare);
}
