import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { markSeen } from "../../functions/_shared/store/accounts/presence.ts";
import api from "../../functions/api/index.ts";
import sync from "../../functions/sync/index.ts";
import { repository } from "../../tools/command.ts";
import { connect } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
world.at(new Date().toISOString());

const feature = join(repository, "manifests/features/warm-while-used/kustomization.yaml");
const [trigger] = parse(parse(readFileSync(feature, "utf8")).patches[0].patch);

/** What the scaler asks: whether the functions of operations are to stay awake. */
async function isAwake(): Promise<boolean> {
  const { rows } = await world.db.query<{ count: number }>(trigger.value.metadata.query);
  return (rows[0]?.count ?? 0) >= Number(trigger.value.metadata.targetQueryValue);
}

const leave = (minutes: number) =>
  world.db.query("update presence set seen_at = now() - make_interval(mins => $1)", [minutes]);

test("whose device connects keeps the functions awake for two minutes", async () => {
  const url = await world.serve(world.open(sync));
  const user = await world.user();
  await leave(3);
  assert.equal(await isAwake(), false);
  const device = await connect(url, await world.token(user));
  await eventually(isAwake, { what: "the functions to be kept awake" });
  device.close();
  await leave(1);
  assert.equal(await isAwake(), true);
  await leave(3);
  assert.equal(await isAwake(), false);
});

test("who asks the api keeps them awake, and is written once within half a minute", async () => {
  const url = await world.serve(world.open(api));
  const user = await world.user();
  const headers = { authorization: `Bearer ${await world.token(user)}` };
  const ask = async () => assert.equal((await fetch(`${url}/v1/me`, { headers })).status, 200);
  await leave(3);
  await ask();
  await eventually(isAwake, { what: "the functions to be kept awake" });
  await leave(3);
  await ask();
  assert.equal(await isAwake(), false);
  world.at(new Date(Date.now() + 31_000).toISOString());
  await ask();
  await eventually(isAwake, { what: "another note" });
});

test("an erased account is not noted", async () => {
  await leave(3);
  await markSeen(world.db, ["00000000-0000-4000-8000-000000000000"]);
  assert.equal(await isAwake(), false);
});
