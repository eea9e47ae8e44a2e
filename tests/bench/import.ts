import type { RunningSystem } from "../../tools/local/system.ts";
import { calendar } from "../fixtures/calendar.ts";
import { newPerson } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";

const entries = 5000;

/** Import of a calendar of 5,000 entries until the last one is applied. */
export async function benchImport(system: RunningSystem) {
  const person = await newPerson(system.url);
  const start = performance.now();
  const { status, body } = await person.call("POST", "/v1/import", {
    body: calendar(entries, 1),
    headers: { "content-type": "text/calendar" },
  });
  if (status !== 202) throw new Error(`import answered ${status}: ${JSON.stringify(body)}`);
  const accepted = performance.now() - start;
  const done = await eventually(
    async () => {
      const { body: state } = await person.call("GET", `/v1/imports/${body.import_id}`);
      return state.status === "finished" ? state : undefined;
    },
    { ms: 600_000, every: 500 },
  );
  const seconds = (performance.now() - start) / 1000;
  return {
    "import accepted after ms": Math.round(accepted),
    "import entries per second": Math.round(done.total / seconds),
    "import failed": done.failed,
  };
}
