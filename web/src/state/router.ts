import { computed, signal } from "@preact/signals";

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
] as const;
export type ViewName = (typeof viewNames)[number];

/** Where the person is: a view, and perhaps a task open beside it. Routes live in the hash: any static host will do. */
export interface Route {
  view: ViewName;
  /** The tag of `#/tag/<tag>`. */
  arg: string;
  params: URLSearchParams;
  task: number | null;
}

const home = "#/today";
/** The view behind an open task. */
let behind = home;

export const route = signal<Route>(read(location.hash));
export const view = computed(() => route.value.view);
export const openTask = computed(() => route.value.task);

addEventListener("hashchange", () => {
  route.value = read(location.hash);
});

function read(hash: string): Route {
  const task = /^#\/tasks\/(-?\d+)/.exec(hash);
  if (!task) behind = hash.length > 2 ? hash : home;
  const [path = "", query = ""] = behind.slice(2).split("?", 2);
  const [name, arg = ""] = path.split("/");
  const view = viewNames.find((one) => one === name) ?? "today";
  return {
    view,
    arg: decodeURIComponent(arg),
    params: new URLSearchParams(query),
    task: task ? Number(task[1]) : null,
  };
}

export const go = (hash: string): void => {
  location.hash = hash;
};

/** Changes the parameters of the view, without a step in the history. */
export function setParams(change: Record<string, string | string[] | null>): void {
  const params = new URLSearchParams(route.value.params);
  for (const [name, value] of Object.entries(change)) {
    params.delete(name);
    for (const one of [value ?? []].flat()) if (one) params.append(name, one);
  }
  const query = params.toString();
  const hash = behind.split("?", 1)[0] + (query ? `?${query}` : "");
  behind = hash;
  if (route.value.task === null) history.replaceState(null, "", hash);
  route.value = { ...route.value, params };
}

export const taskHash = (id: number): string => `#/tasks/${id}`;

/** Closes the open task. */
export const closeTask = (): void => go(behind);
