import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, env } from "node:process";
import { parseArgs } from "node:util";
import { isNode, isSeq, parseDocument, stringify } from "yaml";
import { type Chart, chartsIn } from "../charts.ts";
import { repository, runCommand, UserError } from "../command.ts";
import { commandLine } from "../command-line.ts";
import { apply, kubectl } from "./kubectl.ts";

/** The charts that an overlay needs. */
const chartsOf = (overlay: string): Chart[] =>
  chartsIn().filter(({ only }) => only === undefined || only.includes(overlay));

/** Arguments of helm that install or upgrade a chart. Pure. */
function helmArguments({ name, chart, repo, version, namespace }: Chart): string[] {
  const where = ["--namespace", namespace, "--create-namespace", "--wait", "--timeout", "10m"];
  const from = repo === undefined ? [] : ["--repo", repo];
  return ["upgrade", "--install", name, chart, ...from, "--version", version, ...where, "--values", "-"];
}

/** Installs what an overlay needs into the cluster of KUBECONFIG. */
export async function installPlatform(overlay: string, say: (line: string) => void): Promise<void> {
  // Operators that watch the namespace require it to exist.
  await kubectl("apply", "-f", join(repository, "manifests", "base", "namespace.yaml"));
  await install(chartsOf(overlay), say);
}

async function install(charts: Chart[], say: (line: string) => void): Promise<void> {
  for (const chart of charts) {
    say(`${chart.name} ${chart.version}`);
    await commandLine("helm", helmArguments(chart), { input: stringify(chart.values ?? {}) });
  }
}

/** Installs Prometheus, Alertmanager, Grafana, Loki, Tempo and the collectors. */
async function installMonitoring(say: (line: string) => void): Promise<void> {
  await apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "monitoring" } }, alerts()]);
  if (env.ALERTS_PAGE_URL === undefined)
    say("Alerts reach nobody: set ALERTS_PAGE_URL, and ALERTS_TICKET_URL, to webhooks, and start again.");
  await install(chartsIn("monitoring"), say);
}

/** Where Alertmanager sends; it keeps trying an address that answers nothing, and so reports that itself. */
function alerts() {
  const page = env.ALERTS_PAGE_URL ?? "http://localhost:9/nobody";
  const stringData = { page, ticket: env.ALERTS_TICKET_URL ?? page };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "alerts", namespace: "monitoring" },
    stringData,
  };
}

const components = ["../../features/monitoring", "../../features/tracing"];

/** An overlay's kustomization with the components of monitoring as its last ones, each once. Pure. */
export function monitored(kustomization: string): string {
  const listed = parseDocument(kustomization).get("components");
  const last = isSeq(listed) ? listed.items.at(-1) : undefined;
  if (!isSeq(listed) || !isNode(last) || !last.range) throw new UserError("The overlay has no components.");
  const missing = components.filter((each) => !listed.toJSON().includes(each));
  // As text, so that everything else stays as it was written.
  const [, end] = last.range;
  const lines = missing.map((each) => `\n  - ${each}`).join("");
  return `${kustomization.slice(0, end)}${lines}${kustomization.slice(end)}`;
}

if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { monitoring: { type: "boolean", default: false } },
    });
    const overlay = positionals[0];
    if (!overlay) throw new UserError("For which overlay? npm run platform -- aks [--monitoring]");
    await installPlatform(overlay, console.log);
    if (!values.monitoring) return;
    await installMonitoring(console.log);
    const file = join("manifests", "overlays", overlay, "kustomization.yaml");
    writeFileSync(join(repository, file), monitored(readFileSync(join(repository, file), "utf8")));
    console.log(`${file} contains features/monitoring and features/tracing: deploy it.`);
  });
