import { join } from "node:path";
import { build } from "esbuild";
import { repository } from "../../../tools/command.ts";
import { commandLine } from "../../../tools/command-line.ts";
import { list } from "./cluster.ts";

/**
 * Runs a script of tests/cluster/inside in a function's pod, which can reach database and broker, and resolves to the
 * JSON it prints. In the script, `INPUT` is the given input.
 */
export async function inside<Result>(script: string, input: unknown = null, of = "sync"): Promise<Result> {
  const { outputFiles } = await build({
    entryPoints: [join(repository, "tests/cluster/inside", `${script}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    format: "esm",
    define: { INPUT: JSON.stringify(input) },
    banner: { js: `import{createRequire as __cr}from"node:module";const require=__cr("/app/");` },
  });
  const pods = await list(
    "pods",
    "-l",
    `app.kubernetes.io/name=${of}`,
    "--field-selector=status.phase=Running",
  );
  const pod = pods.find(({ metadata }) => !metadata.deletionTimestamp)?.metadata.name;
  const args = [
    "exec",
    "-i",
    "-n",
    "taskwake",
    pod,
    "-c",
    "function",
    "--",
    "node",
    "--input-type=module",
    "-",
  ];
  return JSON.parse(await commandLine("kubectl", args, { input: outputFiles[0]?.text ?? "" }));
}

/** Rows of an SQL query, with the privileges of the functions' role. */
export const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  inside("query", { sql, values });
