import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { openSidecar, type Sidecar } from "../../functions/_shared/platform/sidecar.ts";
import { dapr } from "../../tools/local/parts/dapr.ts";
import { environment } from "./environment.ts";
import { eventually } from "./eventually.ts";
import { freePort, stateOf } from "./world.ts";

/** Starts one more sidecar in the running system, under the name of a function that invokes others. */
export async function sidecarNamed(name: string): Promise<Sidecar> {
  const { daprApiToken } = environment;
  const state = stateOf("shared");
  const config = join(state, "dapr.yaml");
  assert.ok(existsSync(config));
  const { daprd } = await dapr(
    async () => assert.fail("Dapr is there"),
    () => undefined,
  );
  const [http, grpc, internal] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(
    daprd,
    [
      ...[`--app-id=${name}`, `--dapr-http-port=${http}`, `--dapr-grpc-port=${grpc}`],
      ...[`--dapr-internal-grpc-port=${internal}`, `--config=${config}`, "--enable-metrics=false"],
      ...[`--resources-path=${join(state, "resources")}`, "--dapr-listen-addresses=127.0.0.1"],
      "--dapr-internal-grpc-listen-address=127.0.0.1",
    ],
    {
      stdio: "ignore",
      env: {
        ...process.env,
        DAPR_HOST_IP: "127.0.0.1",
        DAPR_API_TOKEN: daprApiToken,
        POD_NAME: `${name}-test`,
      },
    },
  );
  after(() => child.kill("SIGKILL"));
  const sidecar = openSidecar({ DAPR_HTTP_PORT: http, DAPR_API_TOKEN: daprApiToken });
  await eventually(async () => (await sidecar.isReady()) || undefined, {
    ms: 30_000,
    what: `the sidecar of ${name}`,
  });
  return sidecar;
}
