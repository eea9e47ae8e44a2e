// The entry of every command: `node tools/bootstrap.mjs <command> [arguments]`. It needs only Node, so that it can
// install the packages; then it runs the command's TypeScript by tsx.

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
  evaluate: "tests/evaluation/run.ts",
  generate: "tools/generate/generate.ts",
  images: "tools/cluster/images.ts",
  deploy: "tools/cluster/deploy.ts",
  "publish:images": "tools/cluster/publish.ts",
  release: "tools/cluster/release.ts",
  wake: "tools/cluster/wake.ts",
  backup: "tools/operate/backup.ts",
  restore: "tools/operate/restore.ts",
  "check:monitoring": "tools/operate/check-monitoring.ts",
  "check:cloud": "tools/operate/check-cloud.ts",
  cloud: "tools/cluster/cloud.ts",
  platform: "tools/cluster/platform.ts",
  minikube: "tools/cluster/minikube.ts",
};

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * Whether node_modules contains what package-lock.json requires; a newer lock file alone may only be a fresh checkout.
 */
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
  // `include=dev` even if NODE_ENV is production: the tools that run the system here are development dependencies.
  npm("ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund");
  // npm 10 knows no `allowScripts`: these alone run their scripts, those of other platforms are not here.
  const { allowScripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const allowed = Object.keys(allowScripts).filter((name) =>
    existsSync(join(repository, "node_modules", name)),
  );
  npm("rebuild", "--ignore-scripts=false", ...allowed);
}

function npm(...options) {
  const program = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const { status, error } = spawnSync(program[0], [...program.slice(1), ...options, "--loglevel=error"], {
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

/** Installs, or waits for another command that is installing: two at once would break each other. */
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

/** Creates the file with this process's identity in it; false if it exists already. */
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

/** Whether the process that created the file has ended, or ended before it wrote its identity. */
function isAbandoned(lock) {
  try {
    const [pid, ...started] = readFileSync(lock, "utf8").split(" ");
    if (pid === "") return Date.now() - statSync(lock).mtimeMs > 5000;
    return identity(Number(pid)) !== started.join(" ");
  } catch {
    return false;
  }
}

/** Runs the command in its own process and exits like it. */
function run(file, args) {
  // The channel closes when this process ends in any way, and so informs the child.
  const child = spawn(process.execPath, ["--import", "tsx", join(repository, file), ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // On a terminal the child receives Ctrl-C itself, and npm may send it here again; so it is forwarded once, and only
  // without a terminal.
  let interrupted = process.stdin.isTTY;
  process.on("SIGINT", () => {
    if (!interrupted) child.kill("SIGINT");
    interrupted = true;
  });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm can end without forwarding a signal.
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
