import { type RunningSystem, startSystem } from "../../tools/local/system.ts";
import type { PushService } from "../support/push-service.ts";
import { stateOf } from "../support/world.ts";

/** A separate system that a test may break, with a push service. */
export interface FaultySystem {
  system: RunningSystem;
  push: PushService;
  stateDir: string;
}

/** Starts the system that the fault tests use in turn: a second start finds its state and takes seconds. */
export async function startFaultySystem(
  startPush: () => Promise<PushService>,
  env: Record<string, string> = {},
): Promise<FaultySystem> {
  const stateDir = stateOf("faults");
  const push = await startPush();
  const begun = Date.now();
  const system = await startSystem({
    stateDir,
    env: { PUSH_SERVICES: push.origin, RATE_LIMIT_FACTOR: "1000", PERSON_LIMIT_FACTOR: "1000", ...env },
  }).catch(async (error) => {
    await push.stop();
    throw error;
  });
  console.log(`# system started in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return { system, push, stateDir };
}
