import { outgoing } from "../_shared/contract/envelope.ts";
import { eventTypes, type OperationResult } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import type { ApiDeps } from "./deps.ts";

/** Whether this replica can serve. */
export interface Readiness {
  /** Starts sending results until one is received. */
  start(): void;
  isReady(): Promise<boolean>;
  /** Called with the operation id of each received result. */
  receive(operationId: string): void;
  stop(): Promise<void>;
}

/** Milliseconds between the results that this replica sends to itself until it receives one. */
const interval = 500;

/**
 * Opens the readiness of the api. It is ready once it has received a result that it published itself: until its
 * consumer has joined the topic, every request would wait in vain. Then it stays ready without sidecar or broker, since
 * reads still work.
 */
export function openReadiness(deps: ApiDeps): Readiness {
  const probe = deps.newId();
  let received = false;
  let timer: NodeJS.Timeout | undefined;

  return {
    start() {
      const send = () => deps.sidecar.publish([probeEvent(deps, probe)]).catch(() => undefined);
      timer = setInterval(send, interval);
    },
    async isReady() {
      if (!received) return false;
      return deps.db.query("select 1").then(
        () => true,
        () => false,
      );
    },
    receive(operationId) {
      if (operationId !== probe) return;
      received = true;
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
