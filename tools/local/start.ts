import { parseArgs } from "node:util";
import { defaultStateDir, loadEnvironment, runCommand, UserError } from "../command.ts";
import { showProgress } from "./progress.ts";
import { type RunningSystem, startSystem } from "./system.ts";

/**
 * `npm start`: starts the whole system, prints its address, and stops it on Ctrl-C. `-- --observe` also starts `meter`,
 * Prometheus and the collector of spans, and prints where they are.
 */
await runCommand(async () => {
  const { values } = parseArgs({ options: { observe: { type: "boolean", default: false } } });
  loadEnvironment();
  const stopping = new AbortController();
  const stop = () => {
    // npm, the shell and the terminal may each forward the same Ctrl-C.
    if (stopping.signal.aborted) return;
    console.log("\nStopping");
    stopping.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // The parent process has ended, so nobody can press Ctrl-C any more.
  process.on("disconnect", stop);

  const system = await startSystem({
    stateDir: defaultStateDir(),
    port: gatewayPort(process.env.PORT),
    observe: values.observe,
    progress: showProgress(process.stdout),
    signal: stopping.signal,
  }).catch((error) => {
    if (stopping.signal.aborted) return undefined;
    throw error;
  });
  if (system !== undefined) await serve(system, stopping.signal, values.observe);
  process.exit(0);
});

async function serve(system: RunningSystem, stopped: AbortSignal, isObserved: boolean): Promise<void> {
  const at = (name: string, port: string) =>
    `http://127.0.0.1:${system.processes.find((each) => each.name === name)?.ports[port]}`;
  const views = `
  Prometheus      ${at("prometheus", "http")}
  Alerts          ${at("prometheus", "http")}/alerts
  meter           ${at("meter", "app")}/metrics
  Spans (OTLP)    ${at("collector", "http")}`;
  console.log(`
  Taskwake        ${system.url}
  API reference   ${system.url}/reference${isObserved ? views : ""}

  Ctrl-C stops it.`);
  if (!stopped.aborted) await new Promise((resolve) => stopped.addEventListener("abort", resolve));
  await system.stop();
}

function gatewayPort(text = "8080"): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UserError(`PORT is ${text}: set it to a number from 1 to 65535.`);
}
