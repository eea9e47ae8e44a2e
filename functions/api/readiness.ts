import { outgoing } from "../_shared/contract/envelope.ts";
import { eventTypes, type OperationResult } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import type { ApiDeps } from "./deps.ts";

/** Whether this replica can do its work. */
export interface Readiness {
  /** Begins to send results until one is heard. */
  start(): void;
  isReady(): Promise<boolean>;
  /** Called with the operation of each result that is heard. */
  hear(operationId: string): void;
  stop(): Promise<void>;
}

/** Time between the results this replica sends itself until it hears one, in milliseconds. */
const interval = 500;

/**
 * Opens the readiness of the api: it is ready once it has heard a result of its own making, since until
 * its consumer has joined the topic every request would wait in vain. Later it stays ready without a
 * sidecar or broker, for it still reads.
 */
export function openReadiness(deps: ApiDeps): Readiness {
  const probe = deps.newId();
  let heard = false;
  let timer: NodeJS.Timeout | undefined;

  return {
    start() {
      const send = () => deps.sidecar.publish([probeEvent(deps, probe)]).catch(() => undefined);
      timer = setInterval(send, interval);
    },
    async isReady() {
      if (!heard) return false;
      return deps.db.query("select 1").then(
        () => true,
        () => false,
      );
    },
    hear(operationId) {
      if (operationId !== probe) return;
      heard = true;
      clearInterval(timer);
    },
    async stop() {
      clearInterval(timer);
    },
  };
}

function probeEvent(deps: ApiDeps, operation_id: string) {
  const data: OperationResult = { operation_id, status: "succeeded", task_data: null, problem: null };
  return outgoing(topics.operationResults, {
    ...{ id: deps.newId(), from: "api", type: eventTypes.operationFinished, actor: "system", data },
    ...{ time: deps.now(), userId: operation_id, operationId: operation_id },
  });
}
