import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { repository } from "../command.ts";
import { dashboardJson, dashboards } from "./dashboards.ts";
import { objectiveRules, type Rule } from "./objectives.ts";

interface Group {
  name: string;
  rules: Rule[];
}

const folder = "manifests/monitoring/rules";
const objectivesFile = `${folder}/objectives.yaml`;

/** The groups of every rules file, with the generated one as it should be. */
export function ruleGroups(): Group[] {
  const files = readdirSync(join(repository, folder)).filter((file) => file.endsWith(".yaml"));
  const written = files.map((file) => `${folder}/${file}`).filter((file) => file !== objectivesFile);
  const texts = [objectiveRules(), ...written.map((file) => readFileSync(join(repository, file), "utf8"))];
  return texts.flatMap((text) => (parse(text) as { groups: Group[] }).groups);
}

/** The dashboards, the rules of the objectives, and all rules as a resource of the Prometheus operator, which promtool does not read. */
export function monitoringFiles(): { file: string; wanted: string }[] {
  const resource = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: "taskwake" },
    spec: { groups: ruleGroups() },
  };
  const head = "# Written by `npm run generate` from the rules in manifests/monitoring/rules.\n";
  return [
    ...dashboards.map((each) => ({
      file: `manifests/monitoring/dashboards/${each.uid}.json`,
      wanted: `${JSON.stringify(dashboardJson(each), null, 2)}\n`,
    })),
    { file: objectivesFile, wanted: objectiveRules() },
    {
      file: "manifests/features/monitoring/rules.yaml",
      wanted: `${head}${stringify(resource, { lineWidth: 0, aliasDuplicateObjects: false })}`,
    },
  ];
}
