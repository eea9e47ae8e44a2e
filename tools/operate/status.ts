import { openDatabase } from "../../functions/_shared/store/database.ts";
import { countDeadLetters } from "../../functions/_shared/store/dead-letters/replay.ts";
import { defaultStateDir, runCommand } from "../command.ts";
import { isExporter } from "../functions.ts";
import { answers, subscriptions } from "../local/probes.ts";
import { isAlive, type RecordedProcess, type RunRecord, runningSystem } from "../local/record.ts";
import { consumerLag } from "./lag.ts";
import { table } from "./table.ts";

/** `npm run status`: every process with its health, the lag of every consumer group, and the number of dead letters. */
await runCommand(async () => {
  const stateDir = defaultStateDir();
  const system = runningSystem(stateDir);
  if (system?.url === undefined) {
    console.log(
      system === undefined ? "Taskwake is not running; npm start starts it." : "Taskwake is starting.",
    );
    process.exit(1);
  }
  const { databaseUrl = "", kafkaBrokers = "" } = system;
  const functions = await functionRows(system);
  console.log(
    `Taskwake at ${system.url}, state in ${stateDir}\n\n${table(functions)}\n\n${others(system)}\n`,
  );
  const subscribed = Object.fromEntries(functions.map((row) => [row.function, row.subscribed.split(", ")]));
  const [lag, dead] = await Promise.all([
    consumerLag(kafkaBrokers, subscribed).catch(() => undefined),
    deadLetters(databaseUrl),
  ]);
  console.log(
    lag === undefined
      ? "Kafka does not answer."
      : table(lag.map(({ group, lag, topics }) => ({ group, lag, topics: topics.join(", ") }))),
  );
  console.log(`\nDead letters not replayed: ${dead}${dead === 0 ? "" : " (npm run dead-letters)"}`);
});

type Row = Record<"function" | "healthy" | "subscribed", string> & Record<"pid" | "sidecar", string | number>;

async function functionRows({ processes, daprApiToken = "" }: RunRecord): Promise<Row[]> {
  const functions = processes.filter((p) => p.group !== "infrastructure" && p.name !== "gateway");
  const names = new Set(functions.map((p) => p.name.split("/")[0] as string));
  return Promise.all([...names].sort().map((name) => functionRow(name, processes, daprApiToken)));
}

/** A function with its sidecar: two processes, one row. */
async function functionRow(name: string, processes: RecordedProcess[], token: string): Promise<Row> {
  const find = (wanted: string) => processes.find((p) => p.name === wanted);
  const [app, sidecar] = [find(name), find(`${name}/daprd`)];
  const ports = { ...sidecar?.ports, ...app?.ports };
  const healthyAt = () => answers(`http://127.0.0.1:${ports.app}/healthz`);
  if (isExporter(name))
    return {
      function: name,
      pid: pidOf(app),
      healthy: (await healthyAt()) ? "yes" : "NO",
      sidecar: "",
      subscribed: "",
    };
  const [healthy, topics] = await Promise.all([healthyAt(), subscriptions(ports.dapr ?? 0, token)]);
  return {
    function: name,
    pid: pidOf(app),
    healthy: healthy ? "yes" : "NO",
    sidecar: pidOf(sidecar),
    subscribed: topics?.join(", ") ?? "NO SIDECAR",
  };
}

function others({ processes }: RunRecord): string {
  const names = [
    "gateway",
    ...processes
      .filter((p) => p.group === "infrastructure")
      .map((p) => p.name)
      .sort(),
  ];
  const rows = names.map((name) => {
    const found = processes.find((p) => p.name === name);
    return { process: name, pid: pidOf(found), port: Object.values(found?.ports ?? {})[0] ?? "" };
  });
  return table(rows);
}

function pidOf(p: RecordedProcess | undefined): number | string {
  return p !== undefined && isAlive(p) ? p.pid : "down";
}

async function deadLetters(databaseUrl: string): Promise<number | string> {
  const db = openDatabase(databaseUrl, { max: 1, name: "status" });
  try {
    return await countDeadLetters(db);
  } catch (error) {
    return `unknown (${(error as Error).message})`;
  } finally {
    await db.close();
  }
}
