import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
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
  const chunks: Item[][] = [];
  for (let i = 0; i < items.length; i += chunkSize) chunks.push(items.slice(i, i + chunkSize));
  return chunks.map((chunk, i) => (
    <Chunk
      key={i}
      items={chunk}
      shown={near && i === 0}
      position={i * chunkSize}
      total={items.length}
      showDay={showDay}
    />
  ));
}

function Chunk({
  items,
  shown,
  position,
  total,
  showDay,
}: {
  items: Item[];
  shown: boolean;
  position: number;
  total: number;
  showDay: boolean;
}) {
  const ref = useRef<HTMLUListElement>(null);
  const [near, setNear] = useState(shown);
  const height = useRef(0);
  useEffect(() => {
    const element = ref.current as HTMLElement;
    watcher.watch(element, (isNear) => {
      if (!isNear) height.current = element.offsetHeight / element.childElementCount;
      setNear(isNear);
    });
    return () => watcher.forget(element);
  }, []);
  const drawn = near || shown;
  const style = drawn ? undefined : { blockSize: `${(height.current || rowEstimate) * items.length}px` };
  return (
    <ul ref={ref} class="rows" style={style} data-from={position} data-total={total}>
      {drawn && items.map((item) => <Row key={item.key} item={item} showDay={showDay} />)}
    </ul>
  );
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
