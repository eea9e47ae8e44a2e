import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { taskLimits } from "../../../../../functions/_shared/domain/task/fields.ts";
import type { Task } from "../../../core/types.ts";
import { update } from "../../../state/actions.ts";
import { type EditedText, forgetKeptTexts, keepText, markOpen } from "../../../state/drafts.ts";
import { baseOf, find, type Item } from "../../../state/memory.ts";

/** Milliseconds without a key press after which the text is saved. */
const pause = 1500;

/** A text of the task that is edited in place. */
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
  field: Field;
  label: string;
  class: string;
  placeholder?: string;
  singleLine?: boolean;
  autoFocus?: boolean;
  onDone?: () => void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { text, begin, change, end } = useDraft(item, field, singleLine);
  useLayoutEffect(() => {
    if (autoFocus) area.current?.focus();
  }, []);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.blockSize = "auto";
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }, [text]);
  return (
    <textarea
      ref={area}
      dir="auto"
      class={name}
      aria-label={label}
      placeholder={placeholder}
      rows={1}
      maxLength={taskLimits[field]}
      value={text}
      onFocus={begin}
      onInput={(event) => change(event.currentTarget.value)}
      onBlur={() => {
        end();
        onDone?.();
      }}
      onKeyDown={(event) => {
        if (endsEditing(event, singleLine)) leave(event);
      }}
    />
  );
}

/** A field that is a text with a limit. */
type Field = {
  [Name in keyof typeof taskLimits & keyof Task]: Task[Name] extends string ? Name : never;
}[keyof typeof taskLimits & keyof Task];

/** A draft of a text: saved after a pause and at the end, and compared with the text at its beginning. */
function useDraft(item: Item, field: Field, singleLine: boolean) {
  const [draft, setDraft] = useState<string | null>(null);
  const began = useRef<{ seen: Partial<Task>; version: number } | null>(null);
  const latest = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  latest.current = draft;

  const startFrom = (text: string, deleted_at: Task["deleted_at"]) => {
    began.current = { seen: { [field]: text, deleted_at }, version: baseOf(item.id)?.version ?? 0 };
  };
  const keep = () => {
    clearTimeout(timer.current);
    const text = singleLine ? latest.current?.replace(/\s+/g, " ").trim() : latest.current;
    const now = find(item.id);
    markOpen(began, false);
    if (text == null || !began.current || !now) return;
    if (text === now[field] || (!text && field === "title")) return;
    update([item.id], { [field]: text }, { quiet: true, ...began.current });
    startFrom(text, now.deleted_at);
  };
  useEffect(() => keep, []);
  useEffect(() => {
    const leave = () => {
      const text = latest.current;
      if (text != null && began.current && text !== find(item.id)?.[field] && (text || field !== "title"))
        keepText({ task: item.id, field: field as EditedText["field"], text, ...began.current });
      keep();
    };
    addEventListener("pagehide", leave);
    addEventListener("pageshow", forgetKeptTexts);
    return () => {
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", forgetKeptTexts);
    };
  }, [item.id]);
  return {
    text: draft ?? item[field],
    begin() {
      startFrom(item[field], item.deleted_at);
      setDraft(item[field]);
    },
    change(text: string) {
      setDraft(text);
      markOpen(began, true);
      clearTimeout(timer.current);
      timer.current = setTimeout(keep, pause);
    },
    end() {
      keep();
      setDraft(null);
    },
  };
}

type KeyEvent = TargetedKeyboardEvent<HTMLTextAreaElement>;

const endsEditing = ({ isComposing, key, ctrlKey, metaKey }: KeyEvent, singleLine: boolean): boolean =>
  !isComposing && (key === "Escape" || (key === "Enter" && (singleLine || ctrlKey || metaKey)));

/** Gives the focus back to the task. */
function leave(event: KeyEvent): void {
  event.preventDefault();
  event.stopPropagation();
  event.currentTarget.blur();
  event.currentTarget.closest<HTMLElement>(".detail")?.focus();
}
