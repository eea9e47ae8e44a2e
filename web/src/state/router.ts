import { computed, signal } from "@preact/signals";
import { enterEntry, leaveEntry, startEntries } from "./scroll.ts";

export const viewNames = [
  "inbox",
  "today",
  "upcoming",
  "all",
  "tag",
  "completed",
  "trash",
  "search",
  "activity",
  "insights",
  "settings",
  "plans",
  "connect",
] as const;
export type ViewName = (typeof viewNames)[number];

/** The current view, with an optional open task. Routes are in the hash, so that any static host works. */
export interface Route {
  view: ViewName;
  /** The tag of `#/tag/<tag>`. */
  arg: string;
  params: URLSearchParams;
  task: number | null;
}

const home = "#/today";
/** The view behind an open task survives a reload of the tab. */
const behindKey = "taskwake-behind";
/** The view behind an open task. */
let behind = home;

export const route = signal<Route>({ view: "today", arg: "", params: new URLSearchParams(), task: null });
export const view = computed(() => route.value.view);
export const openTask = computed(() => route.value.task);

/** Reads the address, and follows its changes. */
export function startRouter(): void {
  behind = sessionStorage.getItem(behindKey) ?? home;
  route.value = read(location.hash);
  startEntries();
  addEventListener("hashchange", () => {
    const former = behind;
    leaveEntry();
    route.value = read(location.hash);
    enterEntry(behind !== former);
  });
}

function read(hash: string): Route {
  const task = /^#\/tasks\/(-?\d+)/.exec(hash);
  if (!task) setBehind(known(hash));
  const [path = "", query = ""] = behind.slice(2).split("?", 2);
  const [name, arg = ""] = path.split("/");
  const view = viewNames.find((one) => one === name) ?? "today";
  return {
    view,
    arg: decoded(arg),
    params: new URLSearchParams(query),
    task: task ? Number(task[1]) : null,
  };
}

function setBehind(hash: string): void {
  behind = hash;
  sessionStorage.setItem(behindKey, hash);
}

/** The address of a view; an unknown address is replaced by that of the first view. */
function known(hash: string): string {
  if (viewNames.some((name) => hash.slice(2).split(/[/?]/, 1)[0] === name)) return hash;
  // A mailed link is read and replaced by its own code.
  if (hash.length > 1 && !/^#\/(confirm|reset)\?/.test(hash)) history.replaceState(history.state, "", home);
  return home;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const go = (hash: string): void => {
  location.hash = hash;
};

/** Changes the parameters of the view, without a new entry in the history. */
export function setParams(change: Record<string, string | string[] | null>): void {
  const params = new URLSearchParams(route.value.params);
  for (const [name, value] of Object.entries(change)) {
    params.delete(name);
    for (const one of [value ?? []].flat()) if (one) params.append(name, one);
  }
  const query = params.toString();
  const hash = behind.split("?", 1)[0] + (query ? `?${query}` : "");
  setBehind(hash);
  if (route.value.task === null) history.replaceState(history.state, "", hash);
  route.value = { ...route.value, params };
}

/** Takes off all parameters of the view. */
export const clearParams = (): void =>
  setParams(Object.fromEntries([...route.value.params.keys()].map((name) => [name, null])));

export const taskHash = (id: number): string => `#/tasks/${id}`;

/** Closes the open task. */
export const closeTask = (): void => go(behind);
