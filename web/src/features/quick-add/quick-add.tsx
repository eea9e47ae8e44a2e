import { useEffect, useRef, useState } from "preact/hooks";

import type { Parsed } from "../../../../functions/_shared/domain/quick-add/parse.ts";
import { taskLimits } from "../../../../functions/_shared/domain/task/fields.ts";
import { foldTag } from "../../lib/tags.ts";
import { Icon } from "../../parts/icon.tsx";
import { create, createAll } from "../../state/actions.ts";
import { minute } from "../../state/clock.ts";
import { quickAddText, setQuickAddText } from "../../state/drafts.ts";
import { spelled } from "../../state/lists.ts";
import { prefs } from "../../state/prefs.ts";
import type { QuickAddDefaults } from "../../state/sheet.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { Chips, viewDue, viewTag } from "./chips.tsx";
import { fetchGrammar, grammar, unread } from "./grammar.ts";
import { Sentence } from "./sentence.tsx";

const none: ReadonlySet<string> = new Set();
/** Lines of a pasted list that become tasks at once. */
const mostLines = 200;

/** The task to create: the parsed text with the defaults of its view. */
function taskOf(
  { task }: Parsed,
  defaults: QuickAddDefaults,
  dismissed: ReadonlySet<string>,
): Parsed["task"] {
  const due = task.due ?? (dismissed.has(viewDue) ? null : (defaults.due ?? null));
  const auto = prefs.value.autoRemind && due?.time && task.reminders.length === 0 && !dismissed.has("auto");
  const ofView = (defaults.tags ?? []).filter((tag) => !dismissed.has(viewTag(tag)));
  return {
    ...task,
    due,
    notes: [task.notes, defaults.notes].filter(Boolean).join("\n\n"),
    tags: unique([...ofView, ...task.tags].map(spelled)),
    reminders: auto ? [{ before: "PT0S" }] : task.reminders,
  };
}

const unique = (tags: string[]): string[] =>
  [...new Map(tags.toReversed().map((tag) => [foldTag(tag), tag])).values()].toReversed();

/** Creates a task from a sentence; recognised parts are marked in the text and can be dismissed below it. */
export function QuickAdd({
  defaults = {},
  autoFocus = false,
  onAdded,
}: {
  defaults?: QuickAddDefaults;
  autoFocus?: boolean;
  onAdded?: () => void;
}) {
  const text = quickAddText.value;
  const [dismissed, setDismissed] = useState(none);
  const [lines, setLines] = useState<string[] | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  minute.value;
  useEffect(() => {
    if (defaults.text) setQuickAddText(defaults.text);
    const field = input.current;
    if (!autoFocus || !field) return;
    field.focus();
    // A kept draft goes on at its end; what was typed since has moved the caret already.
    if (field.selectionStart === 0) field.setSelectionRange(field.value.length, field.value.length);
  }, []);
  useEffect(() => void fetchGrammar().catch(() => undefined), [text === ""]);
  const parsed = grammar.value?.understand(text, dismissed) ?? unread(text);
  const task = text.trim() ? taskOf(parsed, defaults, dismissed) : undefined;
  const change = (next: string) => {
    setQuickAddText(next);
    setLines(null);
  };
  const added = () => {
    change("");
    setDismissed(none);
    onAdded?.();
  };
  const add = async () => {
    // Somebody may write faster than the grammar is fetched.
    const read = grammar.value ?? (await fetchGrammar().catch(() => undefined));
    if (!read) return void toast(t.onlyOnline, { tone: "bad" });
    const written = quickAddText.value.trim();
    if (lines) createAll(lines.map((line) => taskOf(read.understand(line, none), defaults, dismissed)));
    else if (written) create(taskOf(read.understand(written, dismissed), defaults, dismissed));
    else return;
    added();
  };
  const dismiss = (key: string) => {
    setDismissed(new Set([...dismissed, key]));
    input.current?.focus();
  };
  return (
    <form
      class="quick-add"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div class="quick-add-field">
        <Icon name="plus" />
        <Sentence
          text={text}
          spans={lines ? [] : parsed.spans}
          input={input}
          onChange={change}
          onLines={(pasted) => {
            change(pasted.join(" ").slice(0, taskLimits.title));
            setLines(pasted.slice(0, mostLines).map((line) => line.slice(0, taskLimits.title)));
          }}
          onSubmit={() => void add()}
        />
        {text && !lines && (
          <button type="submit" class="button primary small">
            {t.add}
          </button>
        )}
      </div>
      {lines && <Pasted lines={lines} onOne={() => setLines(null)} />}
      {!lines && (task || onAdded) && (
        <Chips
          parsed={parsed}
          task={task ?? parsed.task}
          text={text}
          defaults={defaults}
          dismissed={dismissed}
          onDismiss={dismiss}
        />
      )}
    </form>
  );
}

/** Offers each line of a pasted list as a task. */
function Pasted({ lines, onOne }: { lines: readonly string[]; onOne: () => void }) {
  return (
    <div class="pasted" role="status">
      <span class="hint">{t.quickAdd.pastedHint}</span>
      <button type="submit" class="button primary small">
        {t.quickAdd.pasted(lines.length)}
      </button>
      <button type="button" class="button small" onClick={onOne}>
        {t.quickAdd.asOne}
      </button>
    </div>
  );
}
