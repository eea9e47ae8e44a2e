import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { kubectl, namespace } from "../../../tools/cluster/kubectl.ts";
import { repository } from "../../../tools/command.ts";
import { untilIdle } from "../support/cluster.ts";
import { query } from "../support/inside.ts";
import { type Person, taskOf } from "../support/people.ts";

const feature = join(repository, "manifests/features/warm-while-used/kustomization.yaml");

/**
 * Milliseconds of the first operation of somebody who came so many seconds ago, in rounds, each from zero; with the
 * feature `warm-while-used` on create-task, which is taken away again.
 */
export async function firstOfWhoCame(person: Person, seconds: number, rounds: number): Promise<number[]> {
  const add = JSON.stringify(parse(parse(readFileSync(feature, "utf8")).patches[0].patch));
  await patch(add);
  try {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await query("delete from presence");
      await untilIdle(180_000, ["create-task"]);
      // A replica of the api that has noted a person does so again after 30 s.
      await sleep(5000);
      await person.read("/v1/me");
      await sleep(seconds * 1000);
      const answer = await person.write("POST", "/v1/tasks", { body: { title: "Awake" } });
      taskOf(answer);
      times.push(Math.round(answer.ms));
    }
    return times;
  } finally {
    await patch('[{"op":"remove","path":"/spec/triggers/1"}]');
    await query("delete from presence");
  }
}

const patch = (operations: string) =>
  kubectl("patch", "scaledobject", "create-task", "-n", namespace, "--type=json", "-p", operations);
