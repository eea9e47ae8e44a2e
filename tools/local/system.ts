import { UserError } from "../command.ts";
import { bringUp, type SystemOptions } from "./bring-up.ts";
import { claimState } from "./claim.ts";
import { needSpace } from "./parts/download.ts";
import { isFree, type Ports, rememberedPorts } from "./ports.ts";
import type { ManagedProcess } from "./process.ts";
import { createSupervisor } from "./supervisor.ts";

/** The whole system, running. */
export interface RunningSystem {
  /** The single origin for client and API. */
  url: string;
  databaseUrl: string;
  kafkaBrokers: string;
  /** `create-task`, `create-task/daprd`, `gateway`, `kafka`, `scheduler`, `postgres`. */
  processes: ManagedProcess[];
  process(name: string): ManagedProcess;
  /** The sidecars' API token, for tests that call one. */
  daprApiToken: string;
  /** Ends everything it started. */
  stop(): Promise<void>;
}

/**
 * Starts the whole system and resolves when every function is healthy and subscribed. Processes that end are restarted;
 * when this process ends in any way, they end too. Throws `UserError` for errors that only the user can fix, with
 * nothing left running.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const { stateDir } = options;
  needSpace(stateDir, 0.5);
  const ports = rememberedPorts(stateDir);
  const supervisor = createSupervisor(stateDir, await claimState(stateDir));
  const stopped = new Promise<never>((_, reject) =>
    options.signal?.addEventListener("abort", () => {
      supervisor.stop();
      reject(new UserError("Stopped."));
    }),
  );
  stopped.catch(() => undefined);
  try {
    if (options.signal?.aborted) throw new UserError("Stopped.");
    const port = await gatewayPort(options.port, ports);
    // Stopping does not wait for a download.
    const addresses = await Promise.race([bringUp(options, { supervisor, ports, port }), stopped]);
    return {
      ...addresses,
      processes: supervisor.processes,
      process(name) {
        const found = supervisor.processes.find((each) => each.name === name);
        if (found === undefined) throw new Error(`no process ${name}`);
        return found;
      },
      stop: () => supervisor.stop(),
    };
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

async function gatewayPort(wanted: number | undefined, ports: Ports): Promise<number> {
  if (!wanted) return ports.get("gateway");
  if (await isFree(wanted)) return wanted;
  throw new UserError(
    `Port ${wanted} is in use: end what uses it, or choose another, as in "PORT=${wanted + 1} npm start".`,
  );
}
