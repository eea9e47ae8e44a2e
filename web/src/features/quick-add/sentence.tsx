import type { RefObject } from "preact";
import { useId, useState } from "preact/hooks";
import type { Span } from "../../../../functions/_shared/domain/quick-add/parse.ts";
import { taskLimits } from "../../../../functions/_shared/domain/task/fields.ts";
import { Suggestions, useSuggestions } from "../../parts/suggestions.tsx";
import { tagsLike } from "../../state/lists.ts";
import { t } from "../../words/index.ts";

/** The field, with recognised parts marked behind its text; it grows with it. A tag is completed while it is typed. */
export function Sentence({
  text,
  spans = [],
  input,
  onChange,
  onLines,
  onSubmit,
}: {
  text: string;
  spans?: readonly Span[] | undefined;
  input: RefObject<HTMLTextAreaElement | null>;
  onChange: (text: string) => void;
  /** Several lines were pasted. */
  onLines: (lines: string[]) => void;
  onSubmit: () => void;
}) {
  const id = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const typed = caret === null ? null : tagBefore(text, caret);
  const take = (tag: string) => {
    if (caret === null || typed === null) return;
    const before = `${text.slice(0, caret - typed.length)}${tag} `;
    const completed = before + text.slice(caret).trimStart();
    // At once, not with the next frame: the person may be typing on already.
    if (input.current) input.current.value = completed;
    input.current?.setSelectionRange(before.length, before.length);
    onChange(completed);
    setCaret(null);
  };
  const suggestions = useSuggestions(id, typed === null ? [] : completions(typed), take);
  // A field of several lines stays a text box for assistive technology.
  const { role: _, "aria-expanded": _e, ...completing } = suggestions.field;
  const onKeyDown = (event: KeyboardEvent) => {
    if (suggestions.onKey(event) || event.isComposing) return;
    if (event.key === "Enter") onSubmit();
    else if (event.key === "Escape" && text) {
      event.stopPropagation();
      onChange("");
    } else return;
    event.preventDefault();
  };
  return (
    <div class="quick-add-text suggested">
      <div class="quick-add-marks" aria-hidden="true">
        {marked(text, spans)}
      </div>
      <textarea
        ref={input}
        name="task"
        rows={1}
        value={text}
        aria-label={t.quickAdd.label}
        placeholder={t.quickAdd.placeholder}
        autocomplete="off"
        enterkeyhint="done"
        maxLength={taskLimits.title}
        data-quick-add
        {...completing}
        onInput={({ currentTarget: { value, selectionStart } }) => {
          setCaret(selectionStart);
          onChange(value.replaceAll("\n", " "));
        }}
        onBlur={() => setCaret(null)}
        onPaste={(event) => {
          const lines = linesOf(event.clipboardData?.getData("text/plain") ?? "");
          if (lines.length < 2) return;
          event.preventDefault();
          onLines(lines);
        }}
        onKeyDown={onKeyDown}
      />
      <Suggestions id={id} label={t.tags} of={suggestions} prefix="#" />
    </div>
  );
}

/** The beginning of a tag before the caret, without its `#`; null when there is none. */
function tagBefore(text: string, caret: number): string | null {
  const [, typed] = /(?:^|\s)#([\p{L}\p{N}_/-]*)$/u.exec(text.slice(0, caret)) ?? [];
  return typed ?? null;
}

/** Known tags that quick add can read; none when the tag is complete. */
const completions = (typed: string): string[] =>
  tagsLike(typed)
    .filter((tag) => tag !== typed && /^[\p{L}\p{N}_/-]{1,64}$/u.test(tag))
    .slice(0, 6);

/** The lines of a pasted list, without the marks of its points. */
const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•]\s+(?:\[[ xX]?\]\s+)?|\d+[.)]\s+|[☐☑]\s*)/u, "").trim())
    .filter(Boolean);

function marked(text: string, spans: readonly Span[]) {
  const parts = [];
  let at = 0;
  for (const { start, end, kind } of spans) {
    parts.push(text.slice(at, start), <mark class={`mark-${kind}`}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return [...parts, text.slice(at)];
}
