import type { Parsed, Span } from "../../../../functions/_shared/domain/quick-add/parse.ts";
import type { Reminder } from "../../core/types.ts";
import { Icon } from "../../parts/icon.tsx";
import { dayName, reminderName } from "../../state/names.ts";
import { ruleInWords } from "../../state/recurrence.ts";
import type { QuickAddDefaults } from "../../state/sheet.ts";
import { timeName } from "../../words/dates.ts";
import { t } from "../../words/index.ts";

/** Keys of what a view adds, beside the keys of what was understood. */
export const viewDue = "view:due";
export const viewTag = (tag: string): string => `view:tag:${tag}`;

/** What was understood and what the view adds; each can be left out. */
export function Chips({
  parsed,
  task,
  text,
  defaults,
  dismissed,
  onDismiss,
}: {
  parsed: Parsed;
  task: Parsed["task"];
  text: string;
  defaults: QuickAddDefaults;
  dismissed: ReadonlySet<string>;
  onDismiss: (key: string) => void;
}) {
  const automatic = task.reminders.length > parsed.task.reminders.length && !dismissed.has("auto");
  const ofView = viewChips(parsed, defaults).filter(({ key }) => !dismissed.has(key));
  if (parsed.spans.length === 0 && ofView.length === 0 && !automatic) return null;
  return (
    <ul class="chips" aria-label={t.quickAdd.understood}>
      {ofView.map(({ key, kind, label }) => (
        <Chip
          key={key}
          kind={kind}
          label={label}
          name={t.quickAdd.fromView(`${t.quickAdd.kinds[kind]}: ${label}`)}
          onDismiss={() => onDismiss(key)}
        />
      ))}
      {parsed.spans.map((span) => {
        const label = meaning(span, task, { text, range: parsed.task.notes });
        return <Chip key={span.key} kind={span.kind} label={label} onDismiss={() => onDismiss(span.key)} />;
      })}
      {automatic && <Chip kind="remind" label={t.quickAdd.atTime} onDismiss={() => onDismiss("auto")} />}
    </ul>
  );
}

function viewChips({ task }: Parsed, { due, tags = [] }: QuickAddDefaults) {
  const chips: { key: string; kind: "date" | "tag"; label: string }[] = [];
  if (due && !task.due) chips.push({ key: viewDue, kind: "date", label: dayName(due.date) });
  for (const tag of tags) chips.push({ key: viewTag(tag), kind: "tag", label: `#${tag}` });
  return chips;
}

function Chip({
  kind,
  label,
  name = t.quickAdd.dismiss(`${t.quickAdd.kinds[kind]}: ${label}`),
  onDismiss,
}: {
  kind: Span["kind"];
  label: string;
  name?: string;
  onDismiss: () => void;
}) {
  return (
    <li>
      <button type="button" class={`chip chip-${kind}`} aria-label={name} onClick={onDismiss}>
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

function meaning(
  { kind, start, end }: Span,
  task: Parsed["task"],
  { text, range }: { text: string; range: string },
): string {
  const written = text.slice(start, end);
  switch (kind) {
    case "date":
      return task.due ? dayName(task.due.date) : written;
    case "time":
      return task.due?.time
        ? `${dayName(task.due.date)}, ${(range || task.due.time).split("–").map(timeName).join("–")}`
        : written;
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
