import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { openState, type State, stateName } from "../../../functions/_shared/platform/state.ts";
import { dapr } from "../../../tools/local/parts/dapr.ts";
import { renderResources } from "../../../tools/local/resources.ts";
import { eventually } from "../../support/eventually.ts";
import { freePort } from "../../support/world.ts";

/**
 * Starts a sidecar of `chat` that has only the state store, in the database of this URL, and returns it with its port; it
 * ends after the tests.
 */
export async function startState(databaseUrl: string): Promise<State & { port: number }> {
  const directory = mkdtempSync(join(tmpdir(), "taskwake-state-"));
  const { daprd } = await dapr(
    () => Promise.reject(new Error("Dapr is not installed.")),
    () => undefined,
  );
  const rendered = renderResources(
    directory,
    { "database/url": databaseUrl },
    {
      names: [stateName, "taskwake"],
    },
  );
  const [port, grpc, internal] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(
    daprd,
    [
      "--app-id=chat",
      `--dapr-http-port=${port}`,
      `--dapr-grpc-port=${grpc}`,
      `--dapr-internal-grpc-port=${internal}`,
      "--dapr-listen-addresses=127.0.0.1",
      `--resources-path=${rendered.resources}`,
      "--enable-metrics=false",
      "--log-level=error",
    ],
    { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, DAPR_HOST_IP: "127.0.0.1" } },
  );
  after(async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    rmSync(directory, { recursive: true, force: true });
  });
  const state = openState({ DAPR_HTTP_PORT: port, DAPR_API_TOKEN: undefined });
  await eventually(() => state.read("nothing").then(() => true), { ms: 120_000, what: "the state store" });
  return { ...state, port };
}
