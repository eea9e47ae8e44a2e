import { useState } from "preact/hooks";
import { addDays, weekday } from "../../../../../functions/_shared/domain/days.ts";
import type { Due } from "../../../core/types.ts";
import { Icon } from "../../../parts/icon.tsx";
import { snooze, tomorrow, update } from "../../../state/actions.ts";
import { type Item, today, zone } from "../../../state/memory.ts";
import { dueName, instantName } from "../../../state/names.ts";
import { t } from "../../../words/index.ts";

/** When the task is due: quick dates, any date, a time, a zone of its own. */
export function DueField({ item }: { item: Item }) {
  const { due } = item;
  const [zones, setZones] = useState(Boolean(due?.time_zone));
  const change: Change = (part) => {
    const next = { date: today.value, ...due, ...part };
    const { date, time, time_zone } = next;
    if (date) set(item, { date, ...(time && { time }), ...(time_zone && { time_zone }) });
  };
  const late = item.status === "open" && item.day !== null && item.day < today.value;
  return (
    <div class="line">
      <span class="line-label">
        <Icon name="calendar" />
        {t.detail.due}
      </span>
      <div class="line-value">
        {due ? (
          <p class={late ? "due-now late" : "due-now"}>{dueName(item)}</p>
        ) : (
          <QuickDates onChange={change} />
        )}
        <div class="inline-fields">
          <input
            type="date"
            aria-label={t.detail.date}
            value={due?.date ?? ""}
            onChange={(event) => event.currentTarget.value && change({ date: event.currentTarget.value })}
          />
          {due && (
            <input
              type="time"
              aria-label={t.detail.time}
              value={due.time ?? ""}
              onChange={(event) => change({ time: event.currentTarget.value })}
            />
          )}
          {due && <Buttons item={item} zones={zones} onZones={setZones} />}
        </div>
        {due?.time && zones && (
          <Zone value={due.time_zone ?? ""} onChange={(time_zone) => change({ time_zone })} />
        )}
        {item.status === "open" && item.snoozed_until && <Snoozed item={item} until={item.snoozed_until} />}
      </div>
    </div>
  );
}

type Change = (part: Partial<Record<keyof Due, string>>) => void;

const set = (item: Item, due: Due | null) => update([item.id], { due });

function QuickDates({ onChange }: { onChange: Change }) {
  const dates: [string, string][] = [
    [t.schedule.today, today.value],
    [t.schedule.tomorrow, tomorrow()],
    [t.schedule.nextWeek, addDays(today.value, 8 - weekday(today.value))],
  ];
  return (
    <div class="quick-dates">
      {dates.map(([label, date]) => (
        <button key={label} type="button" class="toggle" onClick={() => onChange({ date })}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** The buttons to choose a zone and to remove the date; a repeating task needs a date. */
function Buttons({
  item,
  zones,
  onZones,
}: {
  item: Item;
  zones: boolean;
  onZones: (shown: boolean) => void;
}) {
  return (
    <span class="inline-fields nowrap">
      {item.due?.time && (
        <button
          type="button"
          class="icon-button"
          aria-label={t.detail.zone}
          title={t.detail.zone}
          aria-expanded={zones}
          onClick={() => onZones(!zones)}
        >
          <Icon name="clock" />
        </button>
      )}
      {!item.recurrence && (
        <button
          type="button"
          class="icon-button"
          aria-label={t.detail.clearDate}
          onClick={() => set(item, null)}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

function Zone({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  return (
    <select
      aria-label={t.detail.zone}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{t.detail.myZone(zone.value)}</option>
      {Intl.supportedValuesOf("timeZone").map((name) => (
        <option key={name} value={name}>
          {name.replaceAll("_", " ")}
        </option>
      ))}
    </select>
  );
}

function Snoozed({ item, until }: { item: Item; until: string }) {
  return (
    <p class="snoozed">
      {t.detail.snoozedUntil(instantName(until))}{" "}
      <button type="button" class="link" onClick={() => update([item.id], { snoozed_until: null })}>
        {t.detail.wakeUp}
      </button>{" "}
      <button type="button" class="link" onClick={() => snooze([item.id], 60)}>
        {t.detail.snooze}
      </button>
    </p>
  );
}
