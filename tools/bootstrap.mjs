// The one way in: `node tools/bootstrap.mjs <command> [arguments]`. Needs nothing but Node itself, so that it can
// install the rest; then runs the command's TypeScript by tsx.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { identity } from "./local/reaper.mjs";

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = {
  start: "tools/local/start.ts",
  status: "tools/operate/status.ts",
  reset: "tools/operate/reset.ts",
  "dead-letters": "tools/operate/dead-letters.ts",
  test: "tests/run.ts",
  bench: "tests/bench/run.ts",
  "bench:web": "tests/bench/web/run.ts",
  generate: "tools/generate/generate.ts",
  images: "tools/cluster/images.ts",
  deploy: "tools/cluster/deploy.ts",
  platform: "tools/cluster/platform.ts",
  minikube: "tools/cluster/minikube.ts",
};

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Whether node_modules holds what package-lock.json asks for; a younger lock alone may only be a fresh checkout. */
function isInstalled() {
  const [lock, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((f) =>
    join(repository, f),
  );
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return true;
  const [wanted, present] = [lock, installed].map((file) => JSON.parse(readFileSync(file, "utf8")).packages);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || (present[path] ? present[path].version === version : optional),
  );
}

function install() {
  console.log("Installing npm dependencies (once)");
  // `include=dev` also where NODE_ENV is production: the tools that run the system here are among them.
  const options = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const { status, error } = spawnSync(npm[0], [...npm.slice(1), ...options], {
    cwd: repository,
    stdio: "inherit",
  });
  if (error?.code === "ENOENT")
    fail("npm is not on the PATH: install Node.js together with npm and start again.");
  if (status !== 0)
    fail(
      "npm could not install the dependencies: see its message above, check the network and the disk, and start again.",
    );
}

/** Installs unless another command does so at this moment, and waits for that one: two would undo each other's. */
function installOnce() {
  const lock = join(repository, ".taskwake", "installing");
  for (let told = false; !takes(lock); told = true) {
    if (!told) console.log("Waiting for another command that installs the npm dependencies");
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  const leave = () => rmSync(lock, { force: true });
  process.once("exit", leave);
  if (!isInstalled()) install();
  process.off("exit", leave);
  leave();
}

/** Makes the file, with who this process is in it; false if it is there already. */
function takes(lock) {
  try {
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, `${process.pid} ${identity(process.pid)}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    fail(`Cannot write to ${dirname(lock)}: ${error.message}`);
  }
}

/** Whether the process that made the file is gone, or was before it had written who it is. */
function isAbandoned(lock) {
  try {
    const [pid, ...started] = readFileSync(lock, "utf8").split(" ");
    if (pid === "") return Date.now() - statSync(lock).mtimeMs > 5000;
    return identity(Number(pid)) !== started.join(" ");
  } catch {
    return false;
  }
}

/** Runs the command in its own process and ends as it ends. */
function run(file, args) {
  // The channel tells the child when this process is gone, however it went.
  const child = spawn(process.execPath, ["--import", "tsx", join(repository, file), ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // On a terminal Ctrl-C reaches the child by itself, and npm may send it here once more: it is passed on only
  // where there is no terminal to do so, and once.
  let interrupted = process.stdin.isTTY;
  process.on("SIGINT", () => {
    if (!interrupted) child.kill("SIGINT");
    interrupted = true;
  });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm can be ended in ways that it does not pass on.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined)
    setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 1000).unref();
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(
    `Taskwake needs Node.js 20.19 or newer, and this is ${process.version}: install a newer one from https://nodejs.org.`,
  );
if (process.platform === "win32")
  fail("On Windows, run Taskwake in WSL (https://learn.microsoft.com/windows/wsl/install).");
const [command, ...args] = process.argv.slice(2);
if (!(command in commands)) fail(`Usage: node tools/bootstrap.mjs ${Object.keys(commands).join("|")}`);
if (!isInstalled()) installOnce();
run(commands[command], args);
