import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { languages } from "../../../../functions/_shared/domain/quick-add/languages.ts";
import {
  type Parsed,
  parseQuickAdd,
  type Span,
} from "../../../../functions/_shared/domain/quick-add/parse.ts";
import { taskLimits } from "../../../../functions/_shared/domain/task/fields.ts";
import { localOf } from "../../../../functions/_shared/domain/wall-clock.ts";
import type { Reminder } from "../../core/types.ts";
import { Icon } from "../../parts/icon.tsx";
import { create } from "../../state/actions.ts";
import { minute } from "../../state/clock.ts";
import { today, zone } from "../../state/memory.ts";
import { dayName, reminderName } from "../../state/names.ts";
import { prefs } from "../../state/prefs.ts";
import { ruleInWords } from "../../state/recurrence.ts";
import type { QuickAddDefaults } from "../../state/sheet.ts";
import { dayFirst, timeName } from "../../words/dates.ts";
import { language, t } from "../../words/index.ts";

const none: ReadonlySet<string> = new Set();
function understand(text: string, dismissed: ReadonlySet<string>): Parsed {
  const words = languages[language];
  const { time } = localOf(new Date(), zone.value);
  return parseQuickAdd(
    text,
    { today: today.value, time, zone: zone.value, words, dayFirst: dayFirst() },
    dismissed,
  );
}

/** The task to create: the parsed text with the defaults of its view. */
function taskOf(
  { task }: Parsed,
  defaults: QuickAddDefaults,
  dismissed: ReadonlySet<string>,
): Parsed["task"] {
  const due = task.due ?? defaults.due ?? null;
  const auto = prefs.value.autoRemind && due?.time && task.reminders.length === 0 && !dismissed.has("auto");
  return {
    ...task,
    due,
    notes: defaults.notes ?? "",
    tags: [...new Set([...(defaults.tags ?? []), ...task.tags])],
    reminders: auto ? [{ before: "PT0S" }] : task.reminders,
  };
}

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
  const [text, setText] = useState(defaults.text ?? "");
  const [dismissed, setDismissed] = useState(none);
  const input = useRef<HTMLInputElement>(null);
  minute.value;
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, []);
  const parsed = text.trim() ? understand(text, dismissed) : undefined;
  const task = parsed && taskOf(parsed, defaults, dismissed);
  const add = () => {
    if (!task) return;
    setText("");
    setDismissed(none);
    create(task);
    onAdded?.();
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
        add();
      }}
    >
      <div class="quick-add-field">
        <Icon name="plus" />
        <Sentence text={text} spans={parsed?.spans} input={input} onChange={setText} />
        {text && (
          <button type="submit" class="button primary small">
            {t.add}
          </button>
        )}
      </div>
      {task && parsed && (
        <Chips parsed={parsed} task={task} text={text} dismissed={dismissed} onDismiss={dismiss} />
      )}
    </form>
  );
}

/** The field, with recognised parts marked behind its text. */
function Sentence({
  text,
  spans,
  input,
  onChange,
}: {
  text: string;
  spans: readonly Span[] | undefined;
  input: RefObject<HTMLInputElement | null>;
  onChange: (text: string) => void;
}) {
  const backdrop = useRef<HTMLDivElement>(null);
  return (
    <div class="quick-add-text">
      <div class="quick-add-marks" aria-hidden="true" ref={backdrop}>
        {spans && marked(text, spans)}
      </div>
      <input
        ref={input}
        name="task"
        value={text}
        aria-label={t.quickAdd.label}
        placeholder={t.quickAdd.placeholder}
        autocomplete="off"
        enterkeyhint="done"
        maxLength={taskLimits.title}
        data-quick-add
        onInput={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          if (backdrop.current) backdrop.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !text) return;
          event.preventDefault();
          event.stopPropagation();
          onChange("");
        }}
      />
    </div>
  );
}

function marked(text: string, spans: readonly Span[]) {
  const parts = [];
  let at = 0;
  for (const { start, end, kind } of spans) {
    parts.push(text.slice(at, start), <mark class={`mark-${kind}`}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return [...parts, text.slice(at)];
}

function Chips({
  parsed,
  task,
  text,
  dismissed,
  onDismiss,
}: {
  parsed: Parsed;
  task: Parsed["task"];
  text: string;
  dismissed: ReadonlySet<string>;
  onDismiss: (key: string) => void;
}) {
  const automatic = task.reminders.length > parsed.task.reminders.length && !dismissed.has("auto");
  if (parsed.spans.length === 0 && !automatic) return null;
  return (
    <ul class="chips" aria-label={t.quickAdd.understood}>
      {parsed.spans.map((span) => {
        const label = meaning(span, task, text);
        return <Chip key={span.key} kind={span.kind} label={label} onDismiss={() => onDismiss(span.key)} />;
      })}
      {automatic && <Chip kind="remind" label={t.quickAdd.atTime} onDismiss={() => onDismiss("auto")} />}
    </ul>
  );
}

function Chip({ kind, label, onDismiss }: { kind: Span["kind"]; label: string; onDismiss: () => void }) {
  return (
    <li>
      <button
        type="button"
        class={`chip chip-${kind}`}
        aria-label={t.quickAdd.dismiss(`${t.quickAdd.kinds[kind]}: ${label}`)}
        onClick={onDismiss}
      >
        <Icon name={chipIcons[kind]} size={14} />
        {label}
        <Icon name="close" size={13} />
      </button>
    </li>
  );
}

const chipIcons = {
  date: "calendar",
  time: "clock",
  repeat: "repeat",
  priority: "flag",
  tag: "hash",
  remind: "bell",
} as const;

function meaning({ kind, start, end }: Span, task: Parsed["task"], text: string): string {
  const written = text.slice(start, end);
  switch (kind) {
    case "date":
      return task.due ? dayName(task.due.date) : written;
    case "time":
      return task.due?.time ? `${dayName(task.due.date)}, ${timeName(task.due.time)}` : written;
    case "repeat": {
      const words = task.recurrence && ruleInWords(task.recurrence.rrule);
      return words && task.due ? `${words} · ${dayName(task.due.date)}` : written;
    }
    case "priority":
      return t.priority[task.priority];
    case "remind":
      return task.reminders.map((one: Reminder) => reminderName(one)).join(", ") || written;
    default:
      return written;
  }
}
