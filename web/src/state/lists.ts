import { computed } from "@preact/signals";
import { compare, type Item, items, today } from "./memory.ts";

/** Tasks that are neither done nor deleted, by due date. */
export const openItems = computed(() =>
  items.value.filter((item) => item.status === "open" && !item.deleted_at),
);
export const inbox = computed(() => openItems.value.filter((item) => item.day === null));
export const overdue = computed(() =>
  openItems.value.filter((item) => item.day !== null && item.day < today.value),
);
export const dueToday = computed(() => openItems.value.filter((item) => item.day === today.value));
export const upcoming = computed(() =>
  openItems.value.filter((item) => item.day !== null && item.day > today.value),
);
export const completed = computed(() =>
  items.value
    .filter((item) => item.status === "done" && !item.deleted_at)
    .sort((a, b) => (closedAt(a) < closedAt(b) ? 1 : -1)),
);
export const trash = computed(() =>
  items.value
    .filter((item) => item.deleted_at)
    .sort((a, b) => ((a.deleted_at ?? "") < (b.deleted_at ?? "") ? 1 : -1)),
);
/** Tags in use with how many open tasks have them, most first. */
export const tags = computed(() => {
  const counts = new Map<string, number>();
  for (const item of openItems.value)
    for (const tag of item.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
});

export const closedAt = (item: Item): string => item.completed_at ?? item.skipped_at ?? item.updated_at;

/** What a list is narrowed and ordered by, as the address says it. */
export interface Filter {
  q: string;
  status: "open" | "done" | "any";
  priority: string[];
  tag: string[];
  due: string;
  from: string;
  to: string;
  sort: string;
}

export const filterOf = (params: URLSearchParams): Filter => ({
  q: params.get("q") ?? "",
  status: (params.get("status") as Filter["status"] | null) ?? "open",
  priority: params.getAll("priority"),
  tag: params.getAll("tag"),
  due: params.get("due") ?? "",
  from: params.get("from") ?? "",
  to: params.get("to") ?? "",
  sort: params.get("sort") ?? "due",
});

/** The tasks that a filter lets through, in its order. */
export function filtered(all: readonly Item[], filter: Filter, now: string): Item[] {
  const { status, priority, tag, due, from, to, q } = filter;
  const found = all.filter(
    (item) =>
      !item.deleted_at &&
      (status === "any" || item.status === status) &&
      (priority.length === 0 || priority.includes(item.priority)) &&
      tag.every((one) => item.tags.includes(one)) &&
      matchesDue(item.day, due, now) &&
      (!from || (item.day !== null && item.day >= from)) &&
      (!to || (item.day !== null && item.day <= to)),
  );
  return sorted(q ? search(found, q) : found, filter.sort);
}

function matchesDue(day: string | null, due: string, now: string): boolean {
  if (due === "none") return day === null;
  if (due === "overdue") return day !== null && day < now;
  if (due === "today") return day === now;
  return true;
}

const rank = { high: 0, medium: 1, low: 2 };
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const orders: Record<string, (a: Item, b: Item) => number> = {
  priority: (a, b) => rank[a.priority] - rank[b.priority],
  title: (a, b) => collator.compare(a.title, b.title),
  created: (a, b) => (a.created_at < b.created_at ? -1 : 1),
  updated: (a, b) => (a.updated_at < b.updated_at ? -1 : 1),
};

function sorted(found: Item[], sort: string): Item[] {
  const descending = sort.startsWith("-");
  const order = orders[sort.replace(/^-/, "")];
  if (!order) return descending ? found.toSorted((a, b) => compare(b, a)) : found;
  return found.toSorted((a, b) => (descending ? order(b, a) : order(a, b)) || compare(a, b));
}

const texts = new WeakMap<Item, string>();
const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function textOf(item: Item): string {
  let text = texts.get(item);
  if (text === undefined) {
    text = plain(`${item.title}\n${item.notes}\n${item.tags.map((tag) => `#${tag}`).join(" ")}`);
    texts.set(item, text);
  }
  return text;
}

/** Tasks that have every word, those that have them in the title first. */
export function search(all: readonly Item[], query: string): Item[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = all.filter((item) => words.every((word) => textOf(item).includes(word)));
  const inTitle = (item: Item) => {
    const title = plain(item.title);
    return words.every((word) => title.includes(word)) ? (title.startsWith(words[0] as string) ? 0 : 1) : 2;
  };
  const scores = new Map(found.map((item) => [item, inTitle(item) + (item.status === "done" ? 3 : 0)]));
  return found.sort((a, b) => (scores.get(a) ?? 0) - (scores.get(b) ?? 0));
}
