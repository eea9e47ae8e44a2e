import { weekday } from "../../../../../functions/_shared/domain/days.ts";
import type { SimpleRule } from "../../../../../functions/_shared/domain/simple-rule.ts";
import { DateInput } from "../../../parts/date-input.tsx";
import { formatDate, weekdayNames } from "../../../words/dates.ts";
import { words } from "./words.ts";

/** The fields of a rule: how often, on which days, until when. `date` is when the task is due. */
export function Rule({
  rule,
  date,
  onChange,
}: {
  rule: SimpleRule;
  date: string;
  onChange: (part: Partial<SimpleRule>) => void;
}) {
  const units = words().units;
  return (
    <>
      <div class="inline-fields">
        <label class="inline-field">
          <span>{words().every}</span>
          <input
            type="number"
            min={1}
            max={999}
            required
            value={rule.interval}
            onInput={(event) => onChange({ interval: Math.max(1, event.currentTarget.valueAsNumber || 1) })}
          />
        </label>
        <select
          aria-label={words().unit}
          value={rule.freq}
          onChange={(event) => {
            const freq = event.currentTarget.value as SimpleRule["freq"];
            const clear = { days: undefined, nth: undefined, monthDay: undefined, month: undefined };
            onChange({ ...(clear as object), freq, ...(freq === "WEEKLY" && { days: [weekday(date)] }) });
          }}
        >
          {(Object.keys(units) as SimpleRule["freq"][]).map((freq) => (
            <option key={freq} value={freq}>
              {units[freq][rule.interval === 1 ? 0 : 1]}
            </option>
          ))}
        </select>
      </div>
      {rule.freq === "WEEKLY" && <Weekdays rule={rule} onChange={onChange} />}
      {rule.freq === "MONTHLY" && <MonthDay rule={rule} date={date} onChange={onChange} />}
      <Ends rule={rule} date={date} onChange={onChange} />
    </>
  );
}

function Weekdays({ rule, onChange }: { rule: SimpleRule; onChange: (part: Partial<SimpleRule>) => void }) {
  const days = rule.days ?? [];
  return (
    <fieldset class="weekdays" aria-label={words().on}>
      {weekdayNames("short").map(({ day, name }) => (
        <button
          key={day}
          type="button"
          class="toggle"
          aria-pressed={days.includes(day)}
          onClick={() => {
            const next = days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort();
            onChange({ days: next });
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}

function MonthDay({
  rule,
  date,
  onChange,
}: {
  rule: SimpleRule;
  date: string;
  onChange: (part: Partial<SimpleRule>) => void;
}) {
  const day = Number(date.slice(8));
  const nth = Math.ceil(day / 7);
  const name = formatDate(date, { weekday: "long" });
  const own = weekday(date);
  const choices: [string, string, Partial<SimpleRule>][] = [
    [`d${day}`, words().onDay(day), { monthDay: day }],
    ["last", words().onLast, { monthDay: -1 }],
    ...(nth < 5
      ? ([[`n${nth}`, words().onNth(words().nth[nth] ?? "", name), { nth, days: [own] }]] as [
          string,
          string,
          Partial<SimpleRule>,
        ][])
      : []),
    ["n-1", words().onNth(words().nth["-1"] ?? "", name), { nth: -1, days: [own] }],
  ];
  const current = rule.nth ? `n${rule.nth}` : rule.monthDay === -1 ? "last" : `d${rule.monthDay ?? day}`;
  return (
    <label class="inline-field">
      <span>{words().on}</span>
      <select
        value={current}
        onChange={(event) => {
          const [, , part] = choices.find(([key]) => key === event.currentTarget.value) ?? [];
          onChange({ ...({ nth: undefined, days: undefined, monthDay: undefined } as object), ...part });
        }}
      >
        {choices.map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Ends({
  rule,
  date,
  onChange,
}: {
  rule: SimpleRule;
  date: string;
  onChange: (part: Partial<SimpleRule>) => void;
}) {
  const how = rule.count ? "count" : rule.until ? "until" : "never";
  const set = (next: string) =>
    onChange({
      ...({ count: undefined, until: undefined } as object),
      ...(next === "count" && { count: 10 }),
      ...(next === "until" && { until: `${Number(date.slice(0, 4)) + 1}${date.slice(4)}` }),
    });
  return (
    <div class="inline-fields">
      <label class="inline-field">
        <span>{words().ends}</span>
        <select value={how} onChange={(event) => set(event.currentTarget.value)}>
          <option value="never">{words().endsNever}</option>
          <option value="count">{words().endsAfter}</option>
          <option value="until">{words().endsOn}</option>
        </select>
      </label>
      {rule.count && (
        <input
          type="number"
          min={1}
          max={9999}
          aria-label={words().times}
          value={rule.count}
          onInput={(event) => onChange({ count: Math.max(1, event.currentTarget.valueAsNumber || 1) })}
        />
      )}
      {rule.until && (
        <DateInput
          label={words().endsOn}
          min={date}
          value={rule.until}
          onChange={(until) => until && onChange({ until })}
        />
      )}
    </div>
  );
}
