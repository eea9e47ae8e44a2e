import { kubectl, namespace } from "../../../tools/cluster/kubectl.ts";
import { eventually } from "../../support/eventually.ts";
import { replicas, untilIdle } from "../support/cluster.ts";
import { inside, query } from "../support/inside.ts";

/**
 * Simulates a week without events: the offsets of `audit` are removed. Its function must start, read every retained
 * event again without a second effect, and stop. Resolves to its rows before and after.
 */
export async function offsetsExpire(): Promise<{ before: number; after: number }> {
  await untilIdle();
  const before = await audited();
  const encoded = await kubectl("get", "secret", "kafka", "-n", namespace, "-o", "jsonpath={.data.brokers}");
  const brokers = Buffer.from(encoded, "base64").toString();
  // The broker keeps a killed member until its session ends; until then the group is not empty.
  const forgotten = () => inside("forget-group", { group: "audit", brokers });
  await eventually(forgotten, { ms: 60_000, every: 2000, what: "an empty group" });
  await eventually(async () => ((await replicas()).audit ?? 0) > 0, {
    ms: 120_000,
    every: 500,
    what: "audit",
  });
  await untilIdle();
  return { before, after: await audited() };
}

async function audited(): Promise<number> {
  const [row] = await query<{ count: number }>("select count(*)::int as count from audit");
  return row?.count ?? 0;
}
