import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "./command.ts";

/** A chart of manifests/charts.yaml or manifests/monitoring/charts.yaml. */
export interface Chart {
  name: string;
  chart: string;
  repo?: string;
  version: string;
  namespace: string;
  /** Overlays that need it. (Default: all) */
  only?: string[];
  // biome-ignore lint/suspicious/noExplicitAny: each chart has its own
  values?: any;
}

/** The charts that a folder of manifests lists. */
export const chartsIn = (...folder: string[]): Chart[] =>
  parse(readFileSync(join(repository, "manifests", ...folder, "charts.yaml"), "utf8"));
