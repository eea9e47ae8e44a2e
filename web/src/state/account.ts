import { signal } from "@preact/signals";
import { rememberAccount } from "../core/account.ts";
import { ApiError } from "../core/api.ts";
import { type Engine, startEngine } from "../core/engine.ts";
import { databaseName } from "../core/idb.ts";
import type { HowToLogIn } from "../core/session.ts";
import type { Written } from "../core/storage.ts";
import type { Me } from "../core/types.ts";
import { deviceZone } from "../lib/zone.ts";
import { language, loadLanguage } from "../words/index.ts";
import { keepMeta, setEngine, tellSettled, tellUndone } from "./actions.ts";
import { replyListener } from "./chat.ts";
import { connection } from "./connection.ts";
import { baseOf, load, me, pend, queue, take, unpend } from "./memory.ts";
import { prefs } from "./prefs.ts";
import { remind } from "./reminded.ts";
import { isReplaced, loggedOut, onAccountChange, session, setAccount, user } from "./session.ts";

/** The running replica of this page's account. */

/** The account was created just now. */
export const isNew = signal(false);
let engine: Engine | undefined;

/** Starts the replica of the account that was used last. */
export async function start(): Promise<void> {
  if (!user.value) return;
  void rememberAccount(user.value).catch(() => undefined);
  // The token is fetched while the tasks are read; without a session the first request reports it.
  void session.token().catch(() => undefined);
  const starting = startEngine(
    user.value,
    session,
    { load, take: takeWritten, pend, unpend, baseOf },
    {
      settled: tellSettled,
      reminded: remind,
      replied: (piece) => replyListener.current?.(piece),
      connected(next) {
        connection.value = next;
      },
    },
  );
  setEngine(starting);
  engine = await starting;
  void loadMe();
}

function takeWritten(written: Written): void {
  take(written);
  tellUndone(written);
}

/** What another device changed in the account is shown once somebody looks at this page again. */
export const followOtherDevices = (): void =>
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && me.value) void loadMe();
  });

/** Follows other tabs: a page whose account was logged out or replaced shows nothing of it any more. */
export const followOtherTabs = (): void =>
  onAccountChange((next) => {
    engine?.stop();
    if (next) isReplaced.value = true;
    else startAgain();
  });

/**
 * Logs in or creates an account; false when the account begins by a mailed link. Throws ApiError and Unreachable.
 */
export async function logIn(how: HowToLogIn, body: Record<string, unknown>): Promise<boolean> {
  const id = await session.logIn(
    how,
    how === "register" ? { ...body, time_zone: deviceZone(), language } : body,
  );
  if (!id) return false;
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
  return true;
}

/** Registers this device's subscription again for a new session, since it ended with the former sessions. */
export const renewPush = (anew = true): Promise<void> => push((it) => it.renewSubscription(anew));

// Without a network its code may be out of reach; what the account does here does not depend on it.
const push = (work: (code: typeof import("./push.ts")) => Promise<unknown>): Promise<void> =>
  import("./push.ts").then(work).then(
    () => undefined,
    () => undefined,
  );

/** Logs out and removes the account's data from this device. */
export async function logOut(): Promise<void> {
  const id = user.value;
  await push((it) => it.unsubscribe());
  await session.logOut().catch(() => undefined);
  engine?.stop();
  await setAccount(null);
  if (id) await forget(id);
  startAgain();
}

/**
 * Somebody else has logged in by the form of an ended session. Unsaved changes of the former person stay on this device
 * until they log in again; saved data is removed.
 */
async function replaceAccount(before: string, next: string): Promise<void> {
  engine?.stop();
  await push((it) => it.forgetSubscription());
  // Without a running replica it is unknown whether it has unsaved changes.
  if (engine && queue.value.length === 0) await forget(before);
  await setAccount(next);
  startAgain();
}

/** Reloads the page at its first view, since memory contains the data of the former account. */
export function startAgain(): void {
  sessionStorage.clear();
  location.replace(location.pathname);
}

function forget(account: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(databaseName(account));
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/** Fetches the account; offline, the known one stays. */
export async function loadMe(): Promise<void> {
  try {
    await keepMe((await session.request("/v1/me")).body as Me);
    // People get messages in the language they used last; the client may still be loading it.
    await loadLanguage(prefs.value.locale);
    if (me.value && me.value.language !== language) await changeMe({ language });
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 401) loggedOut.value = true;
  }
}

let lastChange: Promise<unknown> = Promise.resolve();

/** Changes the account, one change at a time; throws when it fails. */
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
