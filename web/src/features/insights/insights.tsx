import { useState } from "preact/hooks";
import { addDays, weekday } from "../../../../functions/_shared/domain/days.ts";
import { localOf } from "../../../../functions/_shared/domain/wall-clock.ts";
import { Empty } from "../../parts/empty.tsx";
import { completed, spelled } from "../../state/lists.ts";
import { type Item, today, zone } from "../../state/memory.ts";
import { formatDate } from "../../words/dates.ts";
import { language, t } from "../../words/index.ts";
import { words } from "./words.ts";

const span = 28;

interface Bar {
  label: string;
  short: string;
  count: number;
}

/** Tasks done in the last four weeks; each chart is a table too. */
export function InsightsView() {
  const from = addDays(today.value, 1 - span);
  const done = completed.value.flatMap((item) => {
    if (!item.completed_at) return [];
    const day = localOf(new Date(item.completed_at), zone.value).date;
    return day >= from ? [{ item, day }] : [];
  });
  return (
    <div class="view">
      <header class="view-head">
        <div>
          <h1>{t.view.insights}</h1>
          <p class="subtitle">{words().intro}</p>
        </div>
      </header>
      {done.length === 0 ? (
        <Empty icon="chart" title={t.empty.completed[0] ?? ""} text={words().none} />
      ) : (
        <Charts done={done} from={from} />
      )}
    </div>
  );
}

function Charts({ done, from }: { done: { item: Item; day: string }[]; from: string }) {
  const perDay = countBy(done.map(({ day }) => day));
  const dates = Array.from({ length: span }, (_, i) => addDays(from, i));
  const mondays = dates.filter((date) => weekday(date) === 1);
  // The month is shown once, which leaves room for the label of the following week.
  const shortOf = (date: string): string => {
    const at = mondays.indexOf(date);
    if (at < 0) return "";
    const isSaid = mondays[at - 1]?.slice(0, 7) === date.slice(0, 7);
    return formatDate(date, { day: "numeric", ...(!isSaid && { month: "short" }) });
  };
  const days: Bar[] = dates.map((date) => ({
    label: formatDate(date, { weekday: "short", day: "numeric", month: "short" }),
    short: shortOf(date),
    count: perDay.get(date) ?? 0,
  }));
  const perTag = countBy(
    done.flatMap(({ item }) =>
      item.tags.length > 0 ? item.tags.map((tag) => `#${spelled(tag)}`) : [words().noTag],
    ),
  );
  const byTag = [...perTag]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([label, count]) => ({ label, short: label, count }));
  const dated = done.filter(({ item }) => item.due_at);
  const onTime = dated.filter(({ item, day }) => day <= (item.day as string)).length;
  const numbers: [string | number, string][] = [
    [done.length, words().total],
    [Math.max(...perDay.values()), words().best],
    [streak(perDay), words().streak(streak(perDay))],
    ...(dated.length > 0 ? ([[percent(onTime / dated.length), words().onTime]] as [string, string][]) : []),
  ];
  return (
    <>
      <dl class="numbers">
        {numbers.map(([value, label]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Chart title={words().perDay} head={words().day} bars={days} />
      <Chart title={words().byTag} head={t.tags} bars={byTag} flat />
    </>
  );
}

function Chart({
  title,
  head,
  bars,
  flat = false,
}: {
  title: string;
  head: string;
  bars: Bar[];
  flat?: boolean;
}) {
  const [table, setTable] = useState(false);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <section class="chart">
      <header class="group-head">
        <h2>{title}</h2>
        <button type="button" class="button small quiet" onClick={() => setTable(!table)}>
          {table ? words().asChart : words().asTable}
        </button>
      </header>
      {table ? (
        <Table title={title} head={head} bars={bars} />
      ) : (
        <div class={flat ? "bars bars-flat" : "bars"} role="img" aria-label={summary(title, bars)}>
          {bars.map(({ label, short, count }) => (
            <div key={label} class="bar" title={`${label}: ${count}`}>
              {flat && <span class="bar-label">{short}</span>}
              <span class="bar-track">
                {!flat && count > 0 && <span class="bar-value">{count}</span>}
                <span
                  class="bar-fill"
                  style={{ [flat ? "inlineSize" : "blockSize"]: `${(100 * count) / most}%` }}
                />
              </span>
              {flat ? <span class="bar-count">{count}</span> : <span class="bar-label">{short}</span>}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

function Table({ title, head, bars }: { title: string; head: string; bars: Bar[] }) {
  return (
    <table class="plain-table">
      <caption class="visually-hidden">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">{words().count}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, count }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function summary(title: string, bars: Bar[]): string {
  const shown = bars.filter(({ count }) => count > 0).map(({ label, count }) => `${label}: ${count}`);
  return `${title}. ${shown.join(", ")}`;
}

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Number of consecutive days with something done, up to today or yesterday. */
const percent = (share: number): string =>
  new Intl.NumberFormat(language, { style: "percent" }).format(share);

function streak(perDay: ReadonlyMap<string, number>): number {
  let day = perDay.has(today.value) ? today.value : addDays(today.value, -1);
  let days = 0;
  for (; perDay.has(day); day = addDays(day, -1)) days++;
  return days;
}
