import { Component, type ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useGlide } from "../../../parts/glide.ts";
import { keepFocus } from "../../../state/focus.ts";
import { staying } from "../../../state/grace.ts";
import { find, type Item } from "../../../state/memory.ts";
import { prefs } from "../../../state/prefs.ts";
import { hideLists, showLists } from "../../../state/selection.ts";
import { dropBetween, dropOn } from "../drag.ts";
import { Row } from "./row.tsx";

/** Tasks under one heading. */
export interface Group {
  id: string;
  label?: string;
  tone?: "late";
  /** Dropping on the group moves to this date. */
  date?: string;
  action?: ComponentChildren;
  items: readonly Item[];
  showDay?: boolean;
  /** Drawn after the tasks. */
  after?: ComponentChildren;
}

/** Rows per chunk at each level; the rows of a chunk are drawn, measured and omitted together. */
const chunkSizes = [400, 20] as const;
/** Pixels of a row with one line, as in tokens.css. */
const rowEstimate = () => (prefs.peek().density === "compact" ? 36 : 44);

/** A list of tasks, in groups. */
export function TaskList({ groups, glides = true }: { groups: readonly Group[]; glides?: boolean }) {
  const owner = useRef({}).current;
  const drawn = useRef<ReadonlyMap<string, readonly Item[]>>(new Map());
  const root = useRef<HTMLDivElement>(null);
  useGlide(() => (glides ? rowsIn(root.current) : []), "y");
  const withStaying = groups.map(({ id, items }) => [id, stayingIn(drawn.current.get(id), items)] as const);
  useLayoutEffect(() => {
    drawn.current = new Map(withStaying);
    showLists(
      owner,
      groups.map(({ items }) => items),
    );
    keepFocus();
  });
  useLayoutEffect(
    () => () => {
      hideLists(owner);
      keepFocus();
    },
    [owner],
  );
  return (
    <div ref={root} class="groups">
      {groups.map((group, i) => (
        <section key={group.id} class="group" data-tone={group.tone} {...(group.date && dropOn(group.date))}>
          {group.label && (
            <header class="group-head">
              <h2>
                {group.label} {group.items.length > 0 && <span class="count">{group.items.length}</span>}
              </h2>
              {group.action}
            </header>
          )}
          <div {...dropBetween}>
            <Chunks items={withStaying[i]?.[1] ?? group.items} near={i < 3} showDay={group.showDay ?? true} />
          </div>
          {group.after}
        </section>
      ))}
    </div>
  );
}

const rowsIn = (root: HTMLElement | null) => root?.querySelectorAll<HTMLElement>(".row[data-key]") ?? [];

/** The tasks of a group with those that were just completed, each at its former place. */
function stayingIn(before: readonly Item[] | undefined, items: readonly Item[]): readonly Item[] {
  const keys = staying.value;
  if (keys.size === 0 || !before) return items;
  const still = new Set(items.map(({ key }) => key));
  const left = before.filter(({ key }) => keys.has(key) && !still.has(key));
  if (left.length === 0) return items;
  const next = items.slice();
  for (const item of left) {
    const place = before
      .slice(0, before.indexOf(item))
      .findLast(({ key }) => next.some((one) => one.key === key));
    const at = place ? next.findIndex(({ key }) => key === place.key) + 1 : 0;
    next.splice(at, 0, find(item.id) ?? item);
  }
  return next;
}

function Chunks({ level = 0, items, near, showDay }: ChunksProps) {
  const size = chunkSizes[level] as number;
  if (level === 0 && items.length <= size)
    return <Chunks level={1} items={items} near={near} showDay={showDay} />;
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, i) => i * size);
  return starts.map((from) => (
    <Chunk
      key={from}
      level={level}
      items={items.slice(from, from + size)}
      near={near && from === 0}
      showDay={showDay}
    />
  ));
}

interface ChunksProps {
  level?: number;
  items: readonly Item[];
  /** Its first rows are drawn at once, as the person sees them first. */
  near: boolean;
  showDay: boolean;
}

/** Rows that are drawn while they are near the screen; otherwise a placeholder of their height. */
class Chunk extends Component<ChunksProps & { level: number }, { near: boolean }> {
  override state = { near: this.props.near };
  private place: HTMLElement | null = null;
  private readonly placed = (element: HTMLElement | null): void => {
    this.place = element;
  };
  private rowHeight = rowEstimate();

  override shouldComponentUpdate(next: ChunksProps, state: { near: boolean }): boolean {
    const { items, showDay } = this.props;
    if (state.near !== this.state.near || next.items.length !== items.length) return true;
    return state.near && (showDay !== next.showDay || next.items.some((item, i) => item !== items[i]));
  }

  override componentDidMount(): void {
    const element = this.place as HTMLElement;
    watcher.watch(element, (near) => {
      if (!near && this.state.near) this.rowHeight = element.offsetHeight / this.props.items.length;
      if (near !== this.state.near) this.setState({ near });
    });
  }

  override componentWillUnmount(): void {
    watcher.forget(this.place as HTMLElement);
  }

  override render() {
    const { level, items, showDay } = this.props;
    const { near } = this.state;
    const place = {
      ref: this.placed,
      style: near ? undefined : { blockSize: `${this.rowHeight * items.length}px` },
    };
    if (level === 0 && near)
      return (
        <div {...place}>
          <Chunks level={1} items={items} near={this.props.near} showDay={showDay} />
        </div>
      );
    if (level === 0) return <div {...place} class="rows" data-size={items.length} />;
    return (
      <ul {...place} class="rows" data-size={items.length}>
        {near && items.map((item) => <Row key={item.key} item={item} showDay={showDay} />)}
      </ul>
    );
  }
}

const listeners = new Map<Element, (near: boolean) => void>();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
  },
  { rootMargin: "1200px 0px" },
);
const watcher = {
  watch(element: Element, listener: (near: boolean) => void) {
    listeners.set(element, listener);
    observer.observe(element);
  },
  forget(element: Element) {
    listeners.delete(element);
    observer.unobserve(element);
  },
};
