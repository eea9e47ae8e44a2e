import "./when.css";
import { useState } from "preact/hooks";
import { addDays } from "../../../../functions/_shared/domain/days.ts";
import { partTimes } from "../../../../functions/_shared/domain/quick-add/words.ts";
import { instantOf, localOf } from "../../../../functions/_shared/domain/wall-clock.ts";
import type { Due } from "../../core/types.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { dueAfter, type Move, remindAt, reschedule, snooze } from "../../state/actions.ts";
import { circumstances } from "../../state/circumstances.ts";
import { find, type Item, today, zone } from "../../state/memory.ts";
import { clearSelection } from "../../state/selection.ts";
import { closeSheet, type WhenSheet as Opened } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";
import { days, moments } from "./choices.ts";
import { Clock } from "./clock.tsx";
import { Month } from "./month.tsx";
import { Said } from "./said.tsx";
import { ruleAfter } from "./series.ts";
import { words } from "./words.ts";

/** One date popover for all: when tasks are due, when one reminds again, and when to remind of it. */
export function WhenSheet({ what, ids, anchor }: Opened) {
  const items = ids.flatMap((id) => find(id) ?? []);
  const [only] = items.length === 1 ? items : [];
  const isDue = what === "due";
  const from = isDue ? only?.due : startOf(only);
  const [time, setTime] = useState(from?.time ?? "");
  const [foreign, setForeign] = useState(only?.due?.time_zone ?? "");
  const close = () => {
    clearSelection();
    closeSheet();
  };
  const [asked, setAsked] = useState<Move | null>(null);
  const move = (to: Move | null, ruleOf?: typeof ruleAfter) => {
    reschedule(ids, to, ruleOf);
    close();
  };
  const set = (to: Due | null) => {
    if (!isDue) {
      if (to) (what === "snooze" ? snooze : remindAt)(ids, momentOf(to));
      return close();
    }
    // One task gets what the fields show; several keep what was not said.
    const given = only && to ? { time: null, time_zone: null, ...to } : to;
    const repeats = given && items.some((item) => ruleAfter(item, dueAfter(item, given)));
    if (repeats) setAsked(given);
    else move(given);
  };
  /** A date gets the time and the zone of the fields, unless another time was said. */
  const complete = ({ date, time: said = time }: Due): Due => ({
    date,
    ...(said && { time: said, ...(isDue && foreign && { time_zone: foreign }) }),
  });
  const at = circumstances();
  const choices = isDue
    ? days(
        at.today,
        items.every(({ recurrence }) => !recurrence),
      )
    : moments(at.today, at.time);
  const refuses = (to: Due) => !isDue && momentOf(complete(to)).getTime() <= Date.now();
  const date = from?.date ?? today.value;
  const frame = {
    label: t.schedule.titles[what](only?.title ?? t.tasks(items.length)),
    onClose: closeSheet,
    anchor: anchor ?? rowOf(only),
  };
  if (asked)
    return (
      <Dialog key="which" kind="narrow" {...frame}>
        <p>{words().repeats}</p>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => move(asked, ruleAfter)}>
            {words().following}
          </button>
          <button type="button" class="button primary" data-autofocus onClick={() => move(asked)}>
            {words().one}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog kind="when" {...frame}>
      <Said
        choices={choices}
        complete={complete}
        refuses={refuses}
        onChoose={(to) => set(to && complete(to))}
      />
      <Month
        value={date}
        today={today.value}
        min={isDue ? "" : refuses({ date: at.today }) ? addDays(at.today, 1) : at.today}
        onPick={(day) => set(complete({ date: day }))}
      />
      <Clock
        time={time}
        onTime={setTime}
        {...(isDue && only && { zone: foreign, onZone: setForeign })}
        apply={t.schedule.apply[what]}
        onApply={() => set(complete({ date }))}
      />
    </Dialog>
  );
}

/** A moment needs a time of day. */
const momentOf = (to: Due): Date => instantOf({ time: partTimes.morning, ...to }, zone.value);

/** Where a person goes on: until when it was put off, else tomorrow morning. */
function startOf(item: Item | undefined): Due {
  const until = item?.snoozed_until ? new Date(item.snoozed_until) : undefined;
  if (until && until.getTime() > Date.now()) return localOf(until, zone.value);
  return { date: addDays(today.value, 1), time: partTimes.morning };
}

const rowOf = (item: Item | undefined): Element | null =>
  document.querySelector(item ? `.row[data-key="${item.key}"]` : ".bulk-bar");
