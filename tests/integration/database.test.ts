import assert from "node:assert/strict";
import net, { type AddressInfo } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { environment } from "../support/environment.ts";

test("a transaction whose connection is lost fails alone, and the next one finds another", async () => {
  const db = openDatabase(environment.databaseUrl, { max: 2 });
  const lost = db.transaction(async (tx) => {
    const { rows } = await tx.query<{ pid: number }>("select pg_backend_pid() as pid");
    await db.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    // Nothing uses this connection when it ends.
    await sleep(200);
    await tx.query("select 1");
  });
  await assert.rejects(lost);
  assert.equal(await db.transaction(one), 1);
  await db.close();
});

test("queries on connections that fell silent are given up, and new connections are made", async () => {
  const network = await startNetwork(environment.databaseUrl);
  const db = openDatabase(network.url, { max: 2, queryTimeout: 1000 });
  const timeout = /Query read timeout/;
  await Promise.all([one(db), one(db)]);
  network.silence();
  await Promise.all([assert.rejects(db.transaction(one), timeout), assert.rejects(one(db), timeout)]);
  assert.equal(await db.transaction(one), 1);
  await db.close();
  await network.stop();
});

const one = async (db: Pick<ReturnType<typeof openDatabase>, "query">): Promise<number> =>
  (await db.query<{ one: number }>("select 1 as one")).rows[0]?.one ?? 0;

/** A connection to the database that can become silent without ending, as when its machine disappears. */
async function startNetwork(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const database = { port: Number(url.port), host: url.hostname };
  const open = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(database);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    silence() {
      for (const socket of open) socket.unpipe().pause();
    },
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
