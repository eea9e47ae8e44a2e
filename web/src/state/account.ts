import { signal } from "@preact/signals";
import { rememberAccount } from "../core/account.ts";
import { ApiError } from "../core/api.ts";
import { type Engine, startEngine } from "../core/engine.ts";
import { databaseName } from "../core/idb.ts";
import type { Me } from "../core/types.ts";
import { deviceZone } from "../lib/zone.ts";
import { language, loadLanguage } from "../words/index.ts";
import { keepMeta, setEngine, tellSettled } from "./actions.ts";
import { connection } from "./connection.ts";
import { baseOf, load, me, pend, queue, take, unpend } from "./memory.ts";
import { prefs } from "./prefs.ts";
import { remind } from "./reminded.ts";
import { isReplaced, loggedOut, onAccountChange, session, setAccount, user } from "./session.ts";

/** The running replica of the account that this page is used with. */

/** The account was made just now. */
export const isNew = signal(false);
let engine: Engine | undefined;

/** Starts the replica of the account that was used last. */
export async function start(): Promise<void> {
  if (!user.value) return;
  void rememberAccount(user.value).catch(() => undefined);
  // The token comes while the tasks are read; who has none is told so by the first request that needs it.
  void session.token().catch(() => undefined);
  const starting = startEngine(
    user.value,
    session,
    { load, take, pend, unpend, baseOf },
    {
      settled: tellSettled,
      reminded: remind,
      connected(next) {
        connection.value = next;
      },
    },
  );
  setEngine(starting);
  engine = await starting;
  void loadMe();
}

/** Follows what other tabs do: a page whose account is logged out or replaced shows nothing of it any more. */
export const followOtherTabs = (): void =>
  onAccountChange((next) => {
    engine?.stop();
    if (next) isReplaced.value = true;
    else startAgain();
  });

/** Logs in or makes an account. Throws ApiError and Unreachable. */
export async function logIn(how: "login" | "register", body: Record<string, string>): Promise<void> {
  const id = await session.logIn(
    how,
    how === "register" ? { ...body, time_zone: deviceZone(), language } : body,
  );
  if (user.value === id) {
    engine?.sync();
    void loadMe();
    void renewPush();
  } else if (user.value) {
    await replaceAccount(user.value, id);
  } else {
    await setAccount(id);
    isNew.value = how === "register";
    user.value = id;
    await start();
    void renewPush();
  }
}

/** A session that begins anew tells the server of this device's subscription, which ended with the sessions before. */
export const renewPush = async (anew = true): Promise<void> =>
  (await import("./push.ts")).renewSubscription(anew).catch(() => undefined);

/** Logs out and removes the account's data from this device. */
export async function logOut(): Promise<void> {
  const id = user.value;
  await (await import("./push.ts")).unsubscribe().catch(() => undefined);
  await session.logOut().catch(() => undefined);
  engine?.stop();
  await setAccount(null);
  if (id) await forget(id);
  startAgain();
}

/**
 * Somebody else has logged in by the form of a session that had ended. What the one before has not saved yet waits
 * on this device until they log in again; what is saved is removed.
 */
async function replaceAccount(before: string, next: string): Promise<void> {
  engine?.stop();
  await (await import("./push.ts")).forgetSubscription().catch(() => undefined);
  // Without a running replica nobody knows what waits in it.
  if (engine && queue.value.length === 0) await forget(before);
  await setAccount(next);
  startAgain();
}

/** Loads the page anew, at its first view: what memory holds is the account's that was used until now. */
export function startAgain(): void {
  sessionStorage.clear();
  history.replaceState(null, "", location.pathname);
  location.reload();
}

function forget(account: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(databaseName(account));
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/** Fetches the account; offline, the one that is known stays. */
export async function loadMe(): Promise<void> {
  try {
    await keepMe((await session.request("/v1/me")).body as Me);
    // People are written to in the language they last used; it may be on its way still.
    await loadLanguage(prefs.value.locale);
    if (me.value && me.value.language !== language) await changeMe({ language });
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 401) loggedOut.value = true;
  }
}

let lastChange: Promise<unknown> = Promise.resolve();

/** Changes the account, one change after the other; throws when it could not. */
export function changeMe(change: Record<string, unknown>): Promise<void> {
  const changed = lastChange.then(() => patchMe(change));
  lastChange = changed.catch(() => undefined);
  return changed;
}

async function patchMe(change: Record<string, unknown>): Promise<void> {
  const before = me.value;
  await keepMe((await session.request("/v1/me", { method: "PATCH", body: change })).body as Me);
  if (before?.time_zone !== me.value?.time_zone) engine?.sync();
}

async function keepMe(next: Me): Promise<void> {
  await keepMeta("me", next);
}
