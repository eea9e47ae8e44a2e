import { useEffect, useState } from "preact/hooks";
import { weekday } from "../../../../../functions/_shared/domain/days.ts";
import {
  fromRrule,
  type SimpleRule,
  toRrule,
  withDay,
} from "../../../../../functions/_shared/domain/simple-rule.ts";
import type { Recurrence, TaskPatch } from "../../../core/types.ts";
import { Dialog } from "../../../parts/dialog.tsx";
import { type Item, zone } from "../../../state/memory.ts";
import { recurrenceRules, ruleInWords } from "../../../state/recurrence.ts";
import { formatDate } from "../../../words/dates.ts";
import { t } from "../../../words/index.ts";
import { Rule } from "./repeat-rule.tsx";
import { words } from "./words.ts";

type Draft = NonNullable<TaskPatch["recurrence"]>;

const presets = (date: string): [string, SimpleRule | null][] => {
  const [, month = 1, day = 1] = date.split("-").map(Number);
  return [
    [words().never, null],
    [words().daily, { freq: "DAILY", interval: 1 }],
    [words().weekdays, { freq: "WEEKLY", interval: 1, days: [1, 2, 3, 4, 5] }],
    [words().weekly, { freq: "WEEKLY", interval: 1, days: [weekday(date)] }],
    [words().monthly, { freq: "MONTHLY", interval: 1, monthDay: day }],
    [words().yearly, { freq: "YEARLY", interval: 1, month, monthDay: day }],
  ];
};

/** Edits how a task repeats, with the rule in words and its next dates. */
export function RepeatEditor({
  item,
  onSave,
  onClose,
}: {
  item: Item;
  onSave: (recurrence: Draft | null) => void;
  onClose: () => void;
}) {
  const { date } = item.due as NonNullable<Item["due"]>;
  const { rule, custom, rrule, choose } = useRule(item, date);
  const [mode, setMode] = useState<Draft["mode"]>(item.recurrence?.mode ?? "schedule");
  const [exdates, setExdates] = useState<string[]>(item.recurrence?.exdates ?? []);
  // For the presets, whose rules name their day: "every year" equals "every year on this day".
  const said = custom ? rrule : rule && toRrule(withDay(rule, date));
  const change = (part: Partial<SimpleRule>) =>
    choose({ ...(rule ?? { freq: "WEEKLY", interval: 1 }), ...part });
  return (
    <Dialog label={words().title} onClose={onClose} kind="wide">
      <form
        class="repeat"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(rrule ? { rrule, mode, exdates } : null);
        }}
      >
        <Presets date={date} said={said} onChoose={choose} />
        {custom && <p class="hint">{words().custom}</p>}
        {rule && <Rule rule={rule} date={date} onChange={change} />}
        {rule && <Mode mode={mode} onChange={setMode} />}
        {rrule && <Preview item={item} rrule={rrule} mode={mode} exdates={exdates} onExdates={setExdates} />}
        <div class="dialog-actions">
          <button type="button" class="button quiet" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button primary">
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/**
 * The rule being edited: one that the fields can show, or unchanged if it is more complex (`custom`); null for none.
 */
function useRule({ recurrence }: Item, date: string) {
  const known = recurrence ? fromRrule(recurrence.rrule) : undefined;
  const [custom, setCustom] = useState(recurrence !== null && !known);
  const [rule, setRule] = useState<SimpleRule | null>(
    known ?? { freq: "WEEKLY", interval: 1, ...(!recurrence && { days: [weekday(date)] }) },
  );
  return {
    rule,
    custom,
    rrule: custom && recurrence ? recurrence.rrule : rule && toRrule(rule),
    choose(next: SimpleRule | null) {
      setCustom(false);
      setRule(next);
    },
  };
}

function Presets({
  date,
  said,
  onChoose,
}: {
  date: string;
  said: string | null;
  onChoose: (rule: SimpleRule | null) => void;
}) {
  return (
    <fieldset class="quick-dates" aria-label={words().presets}>
      {presets(date).map(([label, preset]) => (
        <button
          key={label}
          type="button"
          class="toggle"
          aria-pressed={(preset && toRrule(preset)) === said}
          onClick={() => onChoose(preset)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

function Mode({ mode, onChange }: { mode: Draft["mode"]; onChange: (mode: Draft["mode"]) => void }) {
  return (
    <fieldset class="choice-line">
      <legend>{words().mode}</legend>
      {(["schedule", "completion"] as const).map((one) => (
        <label key={one} class="radio">
          <input type="radio" name="mode" checked={mode === one} onChange={() => onChange(one)} />
          {one === "schedule" ? words().modeSchedule : words().modeCompletion}
        </label>
      ))}
    </fieldset>
  );
}

/** The rule in words and its next dates, computed on this device, so also offline. A press on a date excludes it. */
function Preview({
  item,
  rrule,
  mode,
  exdates,
  onExdates,
}: {
  item: Item;
  rrule: string;
  mode: Recurrence["mode"];
  exdates: string[];
  onExdates: (dates: string[]) => void;
}) {
  const rules = recurrenceRules();
  const due = item.due as NonNullable<Item["due"]>;
  const [shown, setShown] = useState<{ dates: string[]; problem?: string }>({ dates: [] });
  useEffect(() => {
    if (!rules) return;
    try {
      const anchor = item.recurrence?.rrule === rrule ? item.recurrence.anchor : due;
      const all = rules.occurrences(
        { rrule: rules.checkRule(rrule), mode, exdates: [], anchor },
        due.time_zone ?? zone.value,
        {
          limit: 6,
          after: new Date(Date.parse(`${due.date}T00:00Z`) - 864e5 * 1.5),
        },
      );
      setShown({ dates: all.map((one) => one.due.date) });
    } catch (error) {
      setShown({ dates: [], problem: error instanceof Error ? error.message : "" });
    }
  }, [rules, rrule, mode]);
  return (
    <section class="preview" aria-live="polite">
      <p class="rule">{ruleInWords(rrule) ?? "…"}</p>
      {shown.problem && <p class="form-problem">{shown.problem}</p>}
      <h3>{words().next}</h3>
      <ul class="chips">
        {shown.dates.map((date) => {
          const out = exdates.includes(date);
          const label = formatDate(date, {
            weekday: "short",
            day: "numeric",
            month: "short",
            year: "numeric",
          });
          return (
            <li key={date}>
              <button
                type="button"
                class="chip"
                data-out={out}
                aria-label={out ? words().takeIn(label) : words().leaveOut(label)}
                onClick={() => onExdates(out ? exdates.filter((one) => one !== date) : [...exdates, date])}
              >
                {label}
              </button>
            </li>
          );
        })}
      </ul>
      {rules && shown.dates.length === 0 && !shown.problem && <p class="hint">{words().ended}</p>}
    </section>
  );
}
