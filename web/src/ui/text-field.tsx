import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { taskLimits } from "../../../functions/_shared/domain/task/fields.ts";
import type { Task } from "../core/types.ts";
import { update } from "../state/actions.ts";
import { baseOf, find, type Item } from "../state/memory.ts";

/** A field that is a text with a limit. */
type TextName = {
  [Name in keyof typeof taskLimits & keyof Task]: Task[Name] extends string ? Name : never;
}[keyof typeof taskLimits & keyof Task];

/** Milliseconds without a key after which what was typed is kept. */
const pause = 1500;

/** A text of the task that is edited in place; measured against what it was when the editing began. */
export function TextField({
  item,
  field,
  label,
  class: name,
  placeholder,
  singleLine = false,
  autoFocus = false,
  onDone,
}: {
  item: Item;
  field: TextName;
  label: string;
  class: string;
  placeholder?: string;
  singleLine?: boolean;
  autoFocus?: boolean;
  onDone?: () => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const began = useRef<{ seen: Partial<Task>; version: number } | null>(null);
  const latest = useRef<string | null>(null);
  latest.current = draft;
  const area = useRef<HTMLTextAreaElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const keep = () => {
    clearTimeout(timer.current);
    const text = singleLine ? latest.current?.replace(/\s+/g, " ").trim() : latest.current;
    const now = find(item.id);
    if (text == null || !began.current || !now) return;
    if (text !== now[field] && (text || field !== "title")) {
      update([item.id], { [field]: text }, { quiet: true, ...began.current });
      began.current = {
        seen: { [field]: text, deleted_at: now.deleted_at },
        version: baseOf(item.id)?.version ?? 0,
      };
    }
  };
  useEffect(() => {
    if (autoFocus) area.current?.focus();
    return keep;
  }, []);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.blockSize = "auto";
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }, [draft ?? item[field]]);
  return (
    <textarea
      ref={area}
      dir="auto"
      class={name}
      aria-label={label}
      placeholder={placeholder}
      rows={1}
      maxLength={taskLimits[field]}
      value={draft ?? item[field]}
      onFocus={() => {
        const seen = { [field]: item[field], deleted_at: item.deleted_at };
        began.current = { seen, version: baseOf(item.id)?.version ?? 0 };
        setDraft(item[field]);
      }}
      onInput={(event) => {
        setDraft(event.currentTarget.value);
        clearTimeout(timer.current);
        timer.current = setTimeout(keep, pause);
      }}
      onBlur={() => {
        keep();
        setDraft(null);
        onDone?.();
      }}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (
          event.key === "Escape" ||
          (event.key === "Enter" && (singleLine || event.ctrlKey || event.metaKey))
        ) {
          event.preventDefault();
          event.stopPropagation();
          event.currentTarget.blur();
          event.currentTarget.closest<HTMLElement>(".detail")?.focus();
        }
      }}
    />
  );
}
