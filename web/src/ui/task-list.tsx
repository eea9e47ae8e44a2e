import { Component, type ComponentChildren, createRef } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { Item } from "../state/memory.ts";
import { listed } from "../state/ui.ts";
import { dropOn } from "./drag.ts";
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

/** Rows that are drawn, measured and left out together; a list of any length stays light. */
const chunkSize = 40;
const rowEstimate = 57;

/** A list of tasks, in groups. */
export function TaskList({ groups }: { groups: readonly Group[] }) {
  useLayoutEffect(() => {
    listed.value = groups.flatMap(({ items }) => items.map(({ key }) => key));
  });
  useEffect(
    () => () => {
      listed.value = [];
    },
    [],
  );
  return (
    <div class="groups">
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
          <Chunks items={group.items} near={i < 3} showDay={group.showDay ?? true} />
          {group.after}
        </section>
      ))}
    </div>
  );
}

function Chunks({ items, near, showDay }: { items: readonly Item[]; near: boolean; showDay: boolean }) {
  const starts = Array.from({ length: Math.ceil(items.length / chunkSize) }, (_, i) => i * chunkSize);
  return starts.map((from) => (
    <Chunk
      key={from}
      items={items.slice(from, from + chunkSize)}
      first={near && from === 0}
      from={from}
      total={items.length}
      showDay={showDay}
    />
  ));
}

interface ChunkProps {
  items: readonly Item[];
  /** Drawn at once: it is what the person sees first. */
  first: boolean;
  from: number;
  total: number;
  showDay: boolean;
}

/** Rows that are drawn while they are near the screen; else a place of their height. */
class Chunk extends Component<ChunkProps, { near: boolean }> {
  override state = { near: this.props.first };
  private readonly list = createRef<HTMLUListElement>();
  private rowHeight = rowEstimate;

  override shouldComponentUpdate(next: ChunkProps, state: { near: boolean }): boolean {
    const { items, showDay } = this.props;
    if (state.near !== this.state.near || next.items.length !== items.length) return true;
    return state.near && (showDay !== next.showDay || next.items.some((item, i) => item !== items[i]));
  }

  override componentDidMount(): void {
    const element = this.list.current as HTMLElement;
    watcher.watch(element, (near) => {
      if (!near && element.childElementCount > 0)
        this.rowHeight = element.offsetHeight / element.childElementCount;
      if (near !== this.state.near) this.setState({ near });
    });
  }

  override componentWillUnmount(): void {
    watcher.forget(this.list.current as HTMLElement);
  }

  override render() {
    const { items, from, total, showDay } = this.props;
    const { near } = this.state;
    const style = near ? undefined : { blockSize: `${this.rowHeight * items.length}px` };
    return (
      <ul ref={this.list} class="rows" style={style} data-from={from} data-total={total}>
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
