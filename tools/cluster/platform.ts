import { readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { parse, stringify } from "yaml";
import { repository, runCommand, UserError } from "../command.ts";
import { commandLine } from "../command-line.ts";
import { kubectl } from "./kubectl.ts";

/** A chart of manifests/charts.yaml. */
export interface Chart {
  name: string;
  chart: string;
  repo?: string;
  version: string;
  namespace: string;
  /** Overlays that need it. (Default: all) */
  only?: string[];
  values?: unknown;
}

/** The charts that an overlay needs. */
function chartsOf(overlay: string): Chart[] {
  const all: Chart[] = parse(readFileSync(join(repository, "manifests", "charts.yaml"), "utf8"));
  return all.filter(({ only }) => only === undefined || only.includes(overlay));
}

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
  for (const chart of chartsOf(overlay)) {
    say(`${chart.name} ${chart.version}`);
    await commandLine("helm", helmArguments(chart), { input: stringify(chart.values ?? {}) });
  }
}

if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const overlay = argv[2];
    if (!overlay) throw new UserError("For which overlay? npm run platform -- aks");
    await installPlatform(overlay, console.log);
  });
