import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { brokerGauges } from "../../../functions/meter/broker.ts";
import { questions } from "../../../functions/meter/database.ts";
import { ownGauges } from "../../../functions/meter/measure.ts";
import { repository } from "../../../tools/command.ts";
import { commandLine, succeeds } from "../../../tools/command-line.ts";
import { dashboards } from "../../../tools/generate/dashboards.ts";
import { ruleGroups } from "../../../tools/generate/monitoring.ts";

// Before any test: the runner ends when those it knows have ended.
const promtool = await succeeds("promtool", ["--version"]);
const rules = ruleGroups().flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const names = [...new Set(alerts.map(({ alert }) => alert as string))];
const read = (file: string) => readFileSync(join(repository, file), "utf8");
const monitoring = (...path: string[]) => join(repository, "manifests", "monitoring", ...path);

/** Pages for what no alert announces. */
const others = ["README.md", "restore.md", "leaked-key.md"];
const pages = readdirSync(join(repository, "docs", "runbooks"));

test("every alert has a severity, a summary, and a page that has a heading for it", () => {
  for (const { alert, labels, annotations } of alerts) {
    assert.match(labels?.severity ?? "", /^(page|ticket)$/, alert);
    assert.ok(annotations?.summary, alert);
    assert.match(read(annotations.runbook_url), new RegExp(`^## ${alert}$`, "m"), alert);
  }
});

test("every page is of an alert, or one of the others, and says when the incident is over", () => {
  const named = alerts.map(({ annotations }) => annotations?.runbook_url.split("/").at(-1));
  for (const page of pages) {
    assert.ok(named.includes(page) || others.includes(page), page);
    const text = read(`docs/runbooks/${page}`);
    if (page !== "README.md") assert.match(text, /^## It is over when$/m, page);
    for (const [, heading = ""] of text.matchAll(/^## ([A-Z]\w+)$/gm))
      assert.ok(names.includes(heading) || /^(Then|Rehearse)$/.test(heading), `${page}: ${heading}`);
  }
});

test("the list of pages names each page and its alerts", () => {
  const index = read("docs/runbooks/README.md");
  for (const page of pages.filter((each) => each !== "README.md"))
    assert.ok(index.includes(`](${page})`), page);
  const listed = [...index.matchAll(/`([A-Z]\w+)`/g)].map(([, name]) => name as string);
  for (const name of names) assert.ok(listed.includes(name), name);
  for (const name of listed.filter((each) => !/^[A-Z_]+$/.test(each))) assert.ok(names.includes(name), name);
});

test("the pages use commands and files of this repository, and their links lead somewhere", () => {
  const { scripts } = JSON.parse(read("package.json"));
  for (const page of pages) {
    const text = read(`docs/runbooks/${page}`);
    for (const [, script = ""] of text.matchAll(/npm run ([\w:-]+)/g))
      assert.ok(scripts[script], `${page}: ${script}`);
    for (const [, link = ""] of text.matchAll(/\]\(([^)#:]+)(?:#[\w-]+)?\)/g))
      assert.ok(readdirSync(join(repository, "docs", "runbooks", link, "..")).length > 0, `${page}: ${link}`);
    for (const [, file = ""] of text.matchAll(/`((?:manifests|functions|tools)\/[\w/.-]+)`/g))
      assert.ok(
        readdirSync(join(repository, file, "..")).includes(file.split("/").at(-1) as string),
        `${page}: ${file}`,
      );
  }
});

/** Names of metrics in a query, which is one of ours: strings, ranges, matchers and lists of labels are left out. */
function metricsIn(query: string): string[] {
  const bare = query
    .replace(/"(?:\\.|[^"])*"|'[^']*'/g, "")
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, "")
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, "");
  const words = [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)].map(([word]) => word);
  return words.filter((word) => !/^(and|or|unless|bool|offset|by|without|e\d+)$/.test(word));
}

test("names of metrics are found in a query", () => {
  assert.deepEqual(metricsIn('sum by (a) (rate(b_total{c="d"}[5m])) / (slo:x:y5m > bool 0) or vector(0)'), [
    "b_total",
    "slo:x:y5m",
  ]);
});

const queries = [
  ...rules.map(({ alert, record, expr }) => ({ where: alert ?? record, expr })),
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) => panel.targets.map(([expr]) => ({ where: `${title}: ${panel.title}`, expr }))),
  ),
];
const foreign = Object.values(
  parse(read("manifests/monitoring/metrics.yaml")) as Record<string, string[]>,
).flat();
const measured = [
  ...questions.flatMap(({ gauges }) => Object.keys(gauges).map((name) => `taskwake_${name}`)),
  ...Object.keys({ ...brokerGauges, ...ownGauges }),
];

test("every metric in rules and dashboards is measured, recorded, or one of the listed sources", () => {
  const recorded = rules.flatMap(({ record }) => record ?? []);
  const known = new Set([...foreign, ...measured, ...recorded]);
  const used = new Set<string>();
  for (const { where, expr } of queries)
    for (const metric of metricsIn(expr)) {
      assert.ok(known.has(metric), `${where} uses ${metric}`);
      used.add(metric);
    }
  assert.deepEqual(
    foreign.filter((metric) => !used.has(metric)),
    [],
    "listed and not used",
  );
});

test("every alert has a test in which it fires and one in which it does not", () => {
  const tested = readdirSync(monitoring("rules", "tests")).flatMap((file) => {
    const { tests } = parse(readFileSync(monitoring("rules", "tests", file), "utf8"));
    return tests.flatMap((each: { promql_expr_test?: object[] }) => each.promql_expr_test ?? []);
  }) as { expr: string; exp_samples: [{ value: number }] }[];
  for (const name of names)
    for (const value of [0, 1])
      assert.ok(
        tested.some(({ expr, exp_samples }) => expr.includes(`"${name}"`) && exp_samples[0].value === value),
        `${name} is never ${value === 1 ? "firing" : "silent"}`,
      );
});

test("the rules fire and stay silent as their tests say, and every query parses", {
  skip: promtool ? false : "promtool is not on the PATH: `npm run check:monitoring` needs it, in CI",
}, async () => {
  await commandLine(process.execPath, ["--import", "tsx", "tools/operate/check-monitoring.ts"], {
    cwd: repository,
  });
});
