import { computed, type ReadonlySignal } from "@preact/signals";
import { hasWord, searchable, searchWords } from "../../../functions/_shared/domain/folding.ts";
import { foldTag, hasTag, ownHueOf } from "../lib/tags.ts";
import {
  compare,
  comparePosition,
  type Item,
  items,
  me,
  place,
  rankOf,
  type Step,
  stepsSince,
  today,
  versionOfItems,
} from "./memory.ts";
import { route } from "./router.ts";

type Order = (a: Item, b: Item) => number;
interface Wanted {
  holds: (item: Item) => boolean;
  order: Order;
}

/**
 * A list that is computed once and then follows the changes of the tasks: `wanted` defines the content and order for a
 * key. A change that does not affect the list draws nothing again.
 */
function list(key: () => string, wanted: (key: string) => Wanted): ReadonlySignal<readonly Item[]> {
  let [seen, former, found]: [number, string | undefined, readonly Item[]] = [-1, undefined, []];
  let is: Wanted;
  return computed(() => {
    const all = items.value;
    const now = key();
    const changes = now === former ? stepsSince(seen) : undefined;
    if (now !== former) is = wanted(now);
    [seen, former] = [versionOfItems(), now];
    if (changes) found = followed(found, changes, is);
    else found = is.order === compare ? all.filter(is.holds) : all.filter(is.holds).sort(is.order);
    return found;
  });
}

function followed(list: readonly Item[], changes: readonly Step[], { holds, order }: Wanted) {
  let next: Item[] | undefined;
  for (const { before, after } of changes) {
    if (before && holds(before)) {
      next ??= list.slice();
      next.splice(place(next, before, order), 1);
    }
    if (after && holds(after)) {
      next ??= list.slice();
      next.splice(place(next, after, order), 0, after);
    }
  }
  return next ?? list;
}

const isOpen = (item: Item) => item.status === "open" && !item.deleted_at;
const byDue = (holds: Wanted["holds"]) => ({ holds, order: compare });
const day = () => today.value;
const always = () => "";

/** Tasks that are neither done nor deleted, by due date. */
export const openItems = list(always, () => byDue(isOpen));
export const inbox = list(always, () => byDue((item) => isOpen(item) && item.day === null));
export const overdue = list(day, (now) =>
  byDue((item) => isOpen(item) && item.day !== null && item.day < now),
);
export const dueToday = list(day, (now) => byDue((item) => isOpen(item) && item.day === now));
export const upcoming = list(day, (now) =>
  byDue((item) => isOpen(item) && item.day !== null && item.day > now),
);
export const completed = list(always, () => ({
  holds: (item) => item.status === "done" && !item.deleted_at,
  order: latest(closedAt),
}));
const deleted = list(always, () => ({
  holds: (item) => item.deleted_at !== null,
  order: latest((item) => item.deleted_at ?? ""),
}));
/** What a person deleted: without occurrences whose series is at an earlier one again, which generates them again. */
export const trash = computed(() => {
  if (deleted.value.every(({ series_id }) => series_id === null)) return deleted.value;
  const open = new Map<string, number>();
  for (const { series_id, occurrence, status } of items.value)
    if (series_id && status === "open")
      open.set(series_id, Math.min(open.get(series_id) ?? Infinity, occurrence ?? 0));
  return deleted.value.filter(
    ({ series_id, occurrence }) => !series_id || (occurrence ?? 0) <= (open.get(series_id) ?? Infinity),
  );
});
/** The tasks with the tag in the address. */
export const tagged = list(
  () => route.value.arg,
  (tag) => byDue((item) => isOpen(item) && hasTag(item.tags, tag)),
);
/** The tasks that match the address's filter, in its order. */
export const filtered = list(
  () => JSON.stringify([filterOf(route.value.params), today.value]),
  (key) => filteredBy(...(JSON.parse(key) as [Filter, string])),
);
const withTags = list(always, () => byDue((item) => isOpen(item) && item.tags.length > 0));
let tagsBefore: [string, number][] = [];
/** Tags in use with their number of open tasks, most first; of several spellings in case, the most frequent. */
export const tags = computed(() => {
  const spellings = new Map<string, number>();
  for (const { tags } of withTags.value)
    for (const tag of tags) spellings.set(tag, (spellings.get(tag) ?? 0) + 1);
  const byUse = (a: [string, number], b: [string, number]) => b[1] - a[1] || a[0].localeCompare(b[0]);
  const counts = new Map<string, [string, number]>();
  for (const [tag, count] of [...spellings].sort(byUse)) {
    const [spelling, before] = counts.get(foldTag(tag)) ?? [tag, 0];
    counts.set(foldTag(tag), [spelling, before + count]);
  }
  const next = [...counts.values()].sort(byUse);
  if (String(next) !== String(tagsBefore)) tagsBefore = next;
  return tagsBefore;
});

/** A tag as it is spelled already, whatever its case; a new one as it is given. */
export const spelled = (tag: string): string =>
  tags.value.find(([known]) => foldTag(known) === foldTag(tag))?.[0] ?? tag;

/** The hue that the person chose for a tag; undefined for its own. Their server may be of a version before these. */
export const chosenHue = (tag: string): number | undefined => me.value?.tag_hues?.[foldTag(tag)];

/** The hue of a tag's colour, in degrees. */
export const hueOf = (tag: string): number => chosenHue(tag) ?? ownHueOf(tag);

/** Tags that continue what was typed, those that begin with it first. */
export function tagsLike(typed: string, without: readonly string[] = []): string[] {
  const folded = foldTag(typed);
  const names = tags.value.map(([tag]) => tag).filter((tag) => !hasTag(without, tag));
  const begins = names.filter((tag) => foldTag(tag).startsWith(folded));
  return [...begins, ...names.filter((tag) => !begins.includes(tag) && foldTag(tag).includes(folded))];
}

export function closedAt(item: Item): string {
  return item.completed_at ?? item.skipped_at ?? item.updated_at;
}

/** Filter and order of a list, as in the address. */
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

function filteredBy(filter: Filter, now: string): Wanted {
  const { status, priority, tag, due, from, to } = filter;
  const words = searchWords(filter.q);
  const holds = (item: Item) =>
    !item.deleted_at &&
    (status === "any" || item.status === status) &&
    (priority.length === 0 || priority.includes(item.priority)) &&
    tag.every((one) => hasTag(item.tags, one)) &&
    matchesDue(item.day, due, now) &&
    (!from || (item.day !== null && item.day >= from)) &&
    (!to || (item.day !== null && item.day <= to)) &&
    words.every((word) => hasWord(textOf(item), word));
  return { holds, order: orderOf(filter.sort) };
}

function matchesDue(day: string | null, due: string, now: string): boolean {
  if (due === "none") return day === null;
  if (due === "overdue") return day !== null && day < now;
  if (due === "today") return day === now;
  return true;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const alphabetic = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const orders: Record<string, Order> = {
  priority: (a, b) => rankOf(a) - rankOf(b),
  title: (a, b) => collator.compare(a.title, b.title),
  created: (a, b) => alphabetic(a.created_at, b.created_at),
  updated: (a, b) => alphabetic(a.updated_at, b.updated_at),
  manual: comparePosition,
};

function orderOf(sort: string): Order {
  const descending = sort.startsWith("-");
  const order = orders[sort.replace(/^-/, "")];
  if (!order) return descending ? (a, b) => compare(b, a) : compare;
  return (a, b) => (descending ? order(b, a) : order(a, b)) || compare(a, b);
}

function latest(instant: (item: Item) => string): Order {
  return (a, b) => alphabetic(instant(b), instant(a)) || compare(a, b);
}

const texts = new WeakMap<Item, string>();

function textOf(item: Item): string {
  let text = texts.get(item);
  if (text === undefined) {
    text = searchable(`${item.title}\n${item.notes}\n${item.tags.map((tag) => `#${tag}`).join(" ")}`);
    texts.set(item, text);
  }
  return text;
}

/** Tasks that contain every word, as the api finds them; those with all words in the title first. */
export function search(all: readonly Item[], query: string): Item[] {
  const words = searchWords(query);
  const [first] = words;
  if (!first) return [];
  const found = all.filter((item) => words.every((word) => hasWord(textOf(item), word)));
  const inTitle = (item: Item) => {
    const title = searchable(item.title);
    if (!words.every((word) => hasWord(title, word))) return 2;
    return title.startsWith(first.word) ? 0 : 1;
  };
  const scores = new Map(found.map((item) => [item, inTitle(item) + (item.status === "done" ? 3 : 0)]));
  return found.sort((a, b) => (scores.get(a) ?? 0) - (scores.get(b) ?? 0));
}
