import { stringify } from "yaml";

/** A rule as Prometheus reads it. */
export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: { summary: string; description?: string; runbook_url: string };
}

/** What is promised over 28 days, and how its errors are counted. */
interface Objective {
  /** Name of its recording rules: `slo:<name>:error_ratio_rate<window>`. */
  name: string;
  alert: string;
  /** File in docs/runbooks. */
  runbook: string;
  summary: string;
  /** Share of events that must be good. */
  target: number;
  /** Expressions over a window: the errors, and all events, in the same unit. */
  errors: (window: Window) => string;
  all: (window: Window) => string;
  /** Events in a window, to tell whether there are enough of them to judge. */
  count: (window: Window) => string;
}

const seconds = { "5m": 300, "30m": 1800, "1h": 3600, "6h": 21_600, "3d": 259_200 };
type Window = keyof typeof seconds;

/** An objective over gauges of `meter` that count the events of five minutes: averages need no counter. */
function measured(gauge: string, bad: string, good = ""): Pick<Objective, "errors" | "all" | "count"> {
  const average = (labels: string, window: Window) => `sum(avg_over_time(${gauge}${labels}[${window}]))`;
  const all = (window: Window) => average(good, window);
  return {
    errors: (window) => average(bad, window),
    all,
    count: (window) => `${all(window)} * ${seconds[window] / 300}`,
  };
}

const requests = (more = "") => `traefik_service_requests_total{service=~"taskwake-(api|mcp)-.+"${more}}`;
const durations = (le: string) =>
  `traefik_service_request_duration_seconds_bucket{service=~"taskwake-api-.+",le="${le}"}`;
const rate = (series: string, window: Window) => `sum(rate(${series}[${window}]))`;
const increase = (series: string, window: Window) => `sum(increase(${series}[${window}]))`;

export const objectives: readonly Objective[] = [
  {
    name: "api_answers",
    alert: "ApiFails",
    runbook: "api",
    summary: "The API answers too many requests with an error of its own.",
    target: 0.999,
    // Without any error there is no such series.
    errors: (window) => `(${rate(requests(',code=~"5.."'), window)} or vector(0))`,
    all: (window) => rate(requests(), window),
    count: (window) => increase(requests(), window),
  },
  {
    name: "api_is_quick",
    alert: "ApiSlow",
    runbook: "api",
    summary: "Too many requests take longer than 1.2 seconds.",
    target: 0.99,
    errors: (window) => `(${rate(durations("+Inf"), window)} - ${rate(durations("1.2"), window)})`,
    all: (window) => rate(durations("+Inf"), window),
    count: (window) => increase(durations("+Inf"), window),
  },
  {
    name: "accepted_is_handled",
    alert: "OperationsSlow",
    runbook: "operations",
    summary: "Too many operations have no result 10 seconds after they were recorded.",
    target: 0.999,
    ...measured("taskwake_operations_recent", '{result="slow"}'),
  },
  {
    name: "reminders_on_time",
    alert: "RemindersLate",
    runbook: "reminders",
    summary: "Too many reminders fire later than 5 seconds after their moment.",
    target: 0.999,
    ...measured("taskwake_reminders_recent", '{result="late"}'),
  },
  {
    name: "push_arrives",
    alert: "PushFails",
    runbook: "notifications",
    summary: "Too many pushes are refused by the push services, or do not reach them.",
    target: 0.995,
    ...measured(
      "taskwake_deliveries_hour",
      '{channel="push",status="failed"}',
      '{channel="push",status=~"sent|failed"}',
    ),
    // The gauge counts an hour.
    count: (window) =>
      `sum(avg_over_time(taskwake_deliveries_hour{channel="push",status=~"sent|failed"}[${window}])) * ${seconds[window] / 3600}`,
  },
];

const record = ({ name }: Objective, window: Window) => `slo:${name}:error_ratio_rate${window}`;

/** Multi-window burn rates after "Alerting on SLOs" of the Site Reliability Workbook. */
const burns = [
  { long: "1h", short: "5m", factor: 14.4, severity: "page" },
  { long: "6h", short: "30m", factor: 6, severity: "page" },
  { long: "3d", short: "6h", factor: 1, severity: "ticket" },
] as const;

/** Events that a window must have before its ratio means anything: of few, one failure is everything. */
const enough = 50;

function alertOf(objective: Objective, { long, short, factor, severity }: (typeof burns)[number]): Rule {
  const limit = Number((factor * (1 - objective.target)).toFixed(5));
  const over = (window: Window) => `${record(objective, window)} > ${limit}`;
  return {
    alert: objective.alert,
    expr: `${over(long)} and ${over(short)} and ${objective.count(long)} > ${enough}`,
    labels: { severity, window: long },
    annotations: {
      summary: objective.summary,
      description: `At this rate {{ $value | humanizePercentage }} fail; the error budget of 28 days burns ${factor} times too fast.`,
      runbook_url: `docs/runbooks/${objective.runbook}.md`,
    },
  };
}

/** The rules of all objectives, as the content of a rules file. */
export function objectiveRules(): string {
  const recorded = (Object.keys(seconds) as Window[]).flatMap((window) =>
    objectives.map((each) => ({
      record: record(each, window),
      // Without events there is nothing to judge, and a division by zero would spoil averages.
      expr: `${each.errors(window)} / (${each.all(window)} > 0)`,
    })),
  );
  const groups = [
    { name: "taskwake-objectives", interval: "30s", rules: recorded },
    {
      name: "taskwake-budgets",
      rules: objectives.flatMap((each) => burns.map((burn) => alertOf(each, burn))),
    },
  ];
  return `# Written by \`npm run generate\` from tools/generate/objectives.ts.\n${stringify({ groups }, { lineWidth: 0 })}`;
}
