import { objectives } from "./objectives.ts";

/** A query with the name of its series. */
type Target = [expr: string, legend: string];

interface Panel {
  title: string;
  /** What a look at it tells. */
  description?: string;
  unit?: "short" | "s" | "percentunit" | "reqps" | "bytes" | "cores" | "dateTimeFromNow";
  targets: Target[];
  /** `number`: the present value alone, red from `red` on. (Default: a line over time) */
  shows?: "number" | "lines";
  red?: number;
}

interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
}

const functions = '{namespace="taskwake"}';
const deployments = (metric: string) => `sum by (deployment) (${metric}${functions})`;

const promises: Dashboard = {
  uid: "taskwake-promises",
  title: "Taskwake: Promises",
  panels: [
    ...objectives.map(
      (each): Panel => ({
        title: `${each.name.replaceAll("_", " ")}: error budget left`,
        description: `Of ${each.target * 100} % over 28 days. ${each.summary}`,
        unit: "percentunit",
        shows: "number",
        targets: [
          [
            `1 - avg_over_time(slo:${each.name}:error_ratio_rate5m[28d]) / ${Number((1 - each.target).toFixed(4))}`,
            "left",
          ],
        ],
      }),
    ),
    {
      title: "Errors of each objective, of an hour",
      unit: "percentunit",
      targets: objectives.map(({ name }): Target => [`slo:${name}:error_ratio_rate1h`, name]),
    },
    {
      title: "What is late now",
      description: "All of it is zero while the promises hold.",
      unit: "s",
      targets: [
        ["max(taskwake_reminders_overdue_seconds)", "reminder"],
        ["max(taskwake_operations_unfinished_seconds)", "operation"],
        ["max(taskwake_outbox_oldest_seconds)", "event in the outbox"],
        ["max(taskwake_notifications_due_seconds)", "notification"],
      ],
    },
    {
      title: "Dead letters",
      targets: [["max by (topic) (taskwake_dead_letters) > 0", "{{topic}}"]],
    },
  ],
};

const flow: Dashboard = {
  uid: "taskwake-flow",
  title: "Taskwake: Flow",
  panels: [
    {
      title: "Requests by status",
      unit: "reqps",
      targets: [
        ['sum by (code) (rate(traefik_service_requests_total{service=~"taskwake-.+"}[5m]))', "{{code}}"],
      ],
    },
    {
      title: "Time to answer",
      unit: "s",
      targets: [0.5, 0.95, 0.99].map(
        (share): Target => [
          `histogram_quantile(${share}, sum by (le) (rate(traefik_service_request_duration_seconds_bucket{service=~"taskwake-api-.+"}[5m])))`,
          `${share * 100} %`,
        ],
      ),
    },
    {
      title: "Events that wait, by group",
      targets: [["max by (group) (taskwake_consumer_lag_events) > 0", "{{group}}"]],
    },
    {
      title: "Replicas",
      targets: [[`${deployments("kube_deployment_status_replicas")} > 0`, "{{deployment}}"]],
    },
    {
      title: "Operations of five minutes",
      targets: [["max by (result) (taskwake_operations_recent)", "{{result}}"]],
    },
    { title: "Outbox", targets: [["max by (topic) (taskwake_outbox_events) > 0", "{{topic}}"]] },
    {
      title: "Imports and turns under way",
      targets: [
        ["max(taskwake_imports_unfinished)", "imports"],
        ["max(taskwake_turns_unfinished)", "turns"],
      ],
    },
  ],
};

const reminders: Dashboard = {
  uid: "taskwake-reminders",
  title: "Taskwake: Reminders",
  panels: [
    {
      title: "Most overdue reminder",
      unit: "s",
      shows: "number",
      red: 30,
      targets: [["max(taskwake_reminders_overdue_seconds)", "overdue"]],
    },
    {
      title: "Overdue reminders",
      shows: "number",
      red: 1,
      targets: [["max(taskwake_reminders_overdue)", "overdue"]],
    },
    {
      title: "Reminders of five minutes",
      targets: [["max by (result) (taskwake_reminders_recent)", "{{result}}"]],
    },
    {
      title: "Notifications",
      targets: [
        ["max(taskwake_notifications_due)", "due"],
        ["max(taskwake_notifications_waiting)", "wait for a later try"],
      ],
    },
    {
      title: "Deliveries of the last hour",
      targets: [["max by (channel, status) (taskwake_deliveries_hour) > 0", "{{channel}} {{status}}"]],
    },
    {
      title: "Jobs of the scheduler",
      unit: "reqps",
      targets: [
        ["sum(rate(dapr_scheduler_jobs_created_total[5m]))", "created"],
        ["sum(rate(dapr_scheduler_jobs_triggered_total[5m]))", "triggered"],
        ["sum(rate(dapr_scheduler_jobs_failed_total[5m]))", "failed"],
        ["sum(rate(dapr_scheduler_jobs_undelivered_total[5m]))", "undelivered"],
      ],
    },
    {
      title: "Replicas of remind and notify",
      targets: [
        [
          'sum by (deployment) (kube_deployment_status_replicas{namespace="taskwake",deployment=~"remind|notify"})',
          "{{deployment}}",
        ],
      ],
    },
  ],
};

const platform: Dashboard = {
  uid: "taskwake-platform",
  title: "Taskwake: Platform",
  panels: [
    { title: "Brokers", shows: "number", targets: [["max(taskwake_kafka_brokers)", "brokers"]] },
    {
      title: "Partitions without a leader",
      shows: "number",
      red: 1,
      targets: [["sum(taskwake_topic_partitions_unavailable)", "partitions"]],
    },
    {
      title: "Partitions that lack a replica",
      shows: "number",
      red: 1,
      targets: [["sum(taskwake_topic_partitions_under_replicated)", "partitions"]],
    },
    {
      title: "Last measurement",
      unit: "s",
      shows: "number",
      red: 120,
      targets: [["time() - max by (source) (taskwake_meter_taken_seconds)", "{{source}}"]],
    },
    {
      title: "Last backup",
      unit: "s",
      shows: "number",
      red: 93_600,
      targets: [
        [
          'time() - max(kube_cronjob_status_last_successful_time{namespace="taskwake",cronjob="backup"})',
          "ago",
        ],
      ],
    },
    { title: "Size of the database", unit: "bytes", targets: [["max(taskwake_database_bytes)", "database"]] },
    {
      title: "Volumes",
      unit: "percentunit",
      targets: [
        [
          'max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{namespace=~"taskwake|dapr-system"} / kubelet_volume_stats_capacity_bytes)',
          "{{persistentvolumeclaim}}",
        ],
      ],
    },
    {
      title: "Memory by pod",
      unit: "bytes",
      targets: [
        ['sum by (pod) (container_memory_working_set_bytes{namespace="taskwake",container!=""})', "{{pod}}"],
      ],
    },
    {
      title: "Processor by pod",
      unit: "cores",
      targets: [
        [
          'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="taskwake",container!=""}[5m]))',
          "{{pod}}",
        ],
      ],
    },
    {
      title: "Sidecars connected to the scheduler",
      targets: [["sum(dapr_scheduler_sidecars_connected)", "sidecars"]],
    },
    {
      title: "Errors of scalers",
      targets: [
        [
          'sum by (scaledObject) (increase(keda_scaler_detail_errors_total{exported_namespace="taskwake"}[5m])) > 0',
          "{{scaledObject}}",
        ],
      ],
    },
    {
      title: "Restarts",
      targets: [
        [
          'sum by (pod) (increase(kube_pod_container_status_restarts_total{namespace="taskwake"}[15m])) > 0',
          "{{pod}}",
        ],
      ],
    },
  ],
};

export const dashboards: readonly Dashboard[] = [promises, flow, reminders, platform];

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own syntax
const datasource = { type: "prometheus", uid: "${datasource}" };

/** A dashboard as Grafana imports it: two panels in a row of lines, four in one of numbers. Pure. */
export function dashboardJson({ uid, title, panels }: Dashboard): object {
  let place = { x: 0, y: 0, h: 0 };
  const placed = panels.map((panel, index) => {
    const [w, h] = panel.shows === "number" ? [6, 4] : [12, 8];
    if (place.x + w > 24 || (place.h > 0 && h !== place.h)) place = { x: 0, y: place.y + place.h, h };
    const gridPos = { x: place.x, y: place.y, w, h };
    place = { x: place.x + w, y: place.y, h };
    return panelJson(panel, index + 1, gridPos);
  });
  return {
    uid,
    title,
    tags: ["taskwake"],
    schemaVersion: 39,
    time: { from: "now-6h", to: "now" },
    refresh: "30s",
    templating: { list: [{ name: "datasource", type: "datasource", query: "prometheus" }] },
    panels: placed,
  };
}

function panelJson(
  { title, description, unit = "short", targets, shows, red }: Panel,
  id: number,
  gridPos: object,
) {
  const steps = [
    { color: "green", value: null },
    ...(red === undefined ? [] : [{ color: "red", value: red }]),
  ];
  return {
    id,
    type: shows === "number" ? "stat" : "timeseries",
    title,
    ...(description && { description }),
    datasource,
    gridPos,
    fieldConfig: { defaults: { unit, thresholds: { mode: "absolute", steps } }, overrides: [] },
    targets: targets.map(([expr, legendFormat], n) => ({
      refId: String.fromCharCode(65 + n),
      datasource,
      expr,
      legendFormat,
    })),
  };
}
