import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http, { type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { UserError } from "../../../../tools/command.ts";
import { downloadDapr } from "../../../../tools/local/parts/dapr-release.ts";
import { download, needSpace, pool } from "../../../../tools/local/parts/download.ts";
import { type Run, runTool } from "../../../../tools/local/tool.ts";

const content = "the whole file";
const sha256 = createHash("sha256").update(content).digest("hex");

/** A server that answers with each listener in turn, then always the last, and a folder to download to. */
async function serve(
  t: TestContext,
  ...listeners: RequestListener[]
): Promise<{ url: string; to: string; asked: () => number }> {
  let asked = 0;
  const server = http.createServer((request, response) =>
    listeners[Math.min(asked++, listeners.length - 1)]?.(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const directory = mkdtempSync(join(tmpdir(), "download-"));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/kafka.jar`,
    to: join(directory, "cache", "kafka.jar"),
    asked: () => asked,
  };
}

const whole: RequestListener = (_, response) => response.end(content);
const damaged: RequestListener = (_, response) => response.end("the hole file");
const missing: RequestListener = (_, response) => response.writeHead(404).end();
const cut: RequestListener = (_, response) => {
  response.writeHead(200, { "Content-Length": content.length });
  response.write(content.slice(0, 5), () => response.destroy());
};

test("a file gets its name once it is whole", async (t) => {
  const { url, to } = await serve(t, whole);
  await download({ url, to, sha256 });
  assert.equal(readFileSync(to, "utf8"), content);
});

test("a download that is cut or damaged is tried again", async (t) => {
  const { url, to, asked } = await serve(t, cut, damaged, whole);
  await download({ url, to, sha256 });
  assert.equal(readFileSync(to, "utf8"), content);
  assert.equal(asked(), 3);
});

for (const [name, listener, reason] of [
  ["damaged", damaged, /it arrived damaged/],
  ["missing", missing, /HTTP 404/],
] as const)
  test(`a file that stays ${name} is one sentence, and nothing in the cache`, async (t) => {
    const { url, to } = await serve(t, listener);
    await assert.rejects(download({ url, to, sha256 }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, reason);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.equal(existsSync(to), false);
    assert.deepEqual(readdirSync(join(to, "..")), []);
  });

test("a release is checked against its checksums and unpacked", async (t) => {
  const stateDir = mkdtempSync(join(tmpdir(), "release-"));
  t.after(() => rmSync(stateDir, { recursive: true }));
  const archives = new Map<string, Buffer>();
  for (const program of ["daprd", "scheduler"]) {
    writeFileSync(join(stateDir, program), `the ${program}`);
    execFileSync("tar", ["-czf", join(stateDir, "a.tar.gz"), "-C", stateDir, program]);
    archives.set(program, readFileSync(join(stateDir, "a.tar.gz")));
  }
  const { url } = await serve(t, (request, response) => {
    const { program, checksum } =
      /\/(?<program>\w+?)_\w+\.tar\.gz(?<checksum>\.sha256)?$/.exec(request.url ?? "")?.groups ?? {};
    const archive = archives.get(program ?? "") ?? Buffer.alloc(0);
    const hash = createHash("sha256").update(archive).digest("hex");
    response.end(checksum ? `${hash} *${program}.tar.gz\n` : archive);
  });
  process.env.DAPR_RELEASES = url;
  t.after(() => delete process.env.DAPR_RELEASES);
  const directory = join(stateDir, "dapr");
  const run: Run = (tool) => runTool(stateDir, tool, { started: () => {}, ended: () => {} });
  assert.equal(await downloadDapr(directory, run, () => {}), undefined);
  assert.equal(readFileSync(join(directory, "scheduler"), "utf8"), "the scheduler");
  process.env.DAPR_RELEASES = "http://127.0.0.1:9";
  assert.match((await downloadDapr(directory, run, () => {})) ?? "", /./, "why not, so that Go may try");
});

test("a disk without room is told before the download", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "space-"));
  t.after(() => rmSync(directory, { recursive: true }));
  needSpace(directory, 0);
  assert.throws(() => needSpace(directory, 1e9), /free at least 1000000000 GiB/);
});

test("a pool does everything, so many at a time", async () => {
  const done: number[] = [];
  let active = 0;
  await pool([1, 2, 3, 4, 5], 2, async (item) => {
    active += 1;
    assert.ok(active <= 2);
    await new Promise(setImmediate);
    active -= 1;
    done.push(item);
  });
  assert.deepEqual(done.sort(), [1, 2, 3, 4, 5]);
});
