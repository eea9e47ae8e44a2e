import { signal } from "@preact/signals";
import { ApiError } from "../core/api.ts";
import { connection, type Engine, startEngine } from "../core/engine.ts";
import { databaseName } from "../core/idb.ts";
import { openSession } from "../core/session.ts";
import type { Me } from "../core/types.ts";
import { language, loadLanguage } from "../i18n/index.ts";
import { deviceZone } from "../lib/zone.ts";
import { keepMeta, setEngine, tellSettled } from "./actions.ts";
import { me, minute } from "./memory.ts";
import { remind } from "./reminded.ts";
import { loggedOut } from "./ui.ts";

/** The account this device is used with, and its running replica. */

const userKey = "taskwake-user";
const usedKey = "taskwake-used";
/** Somebody has logged out here: whoever comes next rather logs in than makes an account. */
export const wasUsed = (): boolean => localStorage.getItem(usedKey) !== null;
export const user = signal<string | null>(localStorage.getItem(userKey));
/** The account was made just now. */
export const isNew = signal(false);

export const session = openSession(() => {
  loggedOut.value = true;
});
let engine: Engine | undefined;

/** Starts the replica of the account that was used last. */
export async function start(): Promise<void> {
  if (!user.value) return;
  // The token comes while the tasks are read; who has none is told so by the first request that needs it.
  void session.token().catch(() => undefined);
  const starting = startEngine(user.value, session, { settled: tellSettled, reminded: remind });
  setEngine(starting);
  engine = await starting;
  void loadMe();
}

/** Logs in or makes an account. Throws ApiError and Unreachable. */
export async function logIn(how: "login" | "register", body: Record<string, string>): Promise<void> {
  const id = await session.logIn(
    how,
    how === "register" ? { ...body, time_zone: deviceZone(), language } : body,
  );
  loggedOut.value = false;
  if (user.value === id) {
    engine?.sync();
    void loadMe();
    void renewPush();
    return;
  }
  localStorage.setItem(userKey, id);
  isNew.value = how === "register";
  user.value = id;
  await start();
  void renewPush();
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
  localStorage.removeItem(userKey);
  localStorage.setItem(usedKey, "yes");
  if (id) await forget(databaseName(id));
  location.hash = "";
  location.reload();
}

function forget(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/** Fetches the account; offline, the one that is known stays. */
export async function loadMe(): Promise<void> {
  try {
    await keepMe((await session.request("/v1/me")).body as Me);
    // People are written to in the language they last used; it may be on its way still.
    await loadLanguage();
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

setInterval(() => {
  const now = new Date();
  if (now.getMinutes() !== minute.value.getMinutes()) minute.value = now;
}, 1000);
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") minute.value = new Date();
});

export { connection };
