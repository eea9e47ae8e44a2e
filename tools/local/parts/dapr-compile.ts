import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../command.ts";
import { identity } from "../reaper.mjs";
import type { Run } from "../tool.ts";
import { installIt } from "./dapr-release.ts";
import { needSpace } from "./download.ts";

const dapr = "github.com/dapr/dapr";

/** The newest version whose modules the module proxies have. */
export const compiledDapr = "1.16.0";

/**
 * The main file of daprd with the two components used here that `-tags stablecomponents` leaves out; the other tag,
 * `allcomponents`, takes three times as long and twice the memory.
 */
const daprdMain = `package main

import (
	"github.com/dapr/components-contrib/bindings/smtp"
	"github.com/dapr/components-contrib/nameresolution/sqlite"
	"${dapr}/cmd/daprd/app"
	"${dapr}/pkg/components/bindings"
	"${dapr}/pkg/components/nameresolution"
)

func init() {
	bindings.DefaultRegistry.RegisterOutputBinding(smtp.NewSMTP, "smtp")
	nameresolution.DefaultRegistry.RegisterComponent(sqlite.NewResolver, "sqlite")
}

func main() { app.Run() }
`;

/** Compiles `daprd` and `scheduler` into `directory`. */
export async function compileDapr(
  directory: string,
  run: Run,
  progress: (detail: string) => void,
): Promise<void> {
  needSpace(directory, 5);
  const work = workDirectory(dirname(directory));
  const begin = Date.now();
  const tell = () =>
    progress(`compiling Dapr ${compiledDapr}, about four minutes, once only (${elapsed(begin)})`);
  const timer = setInterval(tell, 15_000);
  tell();
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false" };
  const go = (args: string[]) => run({ name: "go", command: "go", args, cwd: work, env });
  try {
    scratchModule(work, JSON.parse(await go(["mod", "download", "-json", `${dapr}@v${compiledDapr}`])).Dir);
    await go(["mod", "edit", `-require=${dapr}@v${compiledDapr}`]);
    const flags = `-s -w -X ${dapr}/pkg/buildinfo.version=${compiledDapr}`;
    const build = ["build", "-mod=mod", "-tags", "stablecomponents", "-ldflags", flags, "-o", "bin/"];
    await go([...build, "./daprd", `${dapr}/cmd/scheduler`]);
    mkdirSync(directory, { recursive: true });
    for (const program of ["daprd", "scheduler"])
      renameSync(join(work, "bin", program), join(directory, program));
  } catch (error) {
    const { message } = error as Error;
    throw new UserError(`Dapr could not be compiled: ${installIt} and start again. ${message}`);
  } finally {
    clearInterval(timer);
    rmSync(work, { recursive: true, force: true });
  }
}

/** An empty directory for this process; directories of killed processes are removed first. */
function workDirectory(cache: string): string {
  const prefix = "compile-";
  for (const name of readdirSync(cache).filter((each) => each.startsWith(prefix)))
    if (identity(Number(name.slice(prefix.length))) === undefined)
      rmSync(join(cache, name), { recursive: true, force: true });
  const work = join(cache, `${prefix}${process.pid}`);
  mkdirSync(work);
  return work;
}

/** A module with Dapr's own requirements: its replace directives are needed, and only those of a main module apply. */
function scratchModule(work: string, source: string): void {
  const gomod = readFileSync(join(source, "go.mod"), "utf8").replace(
    /^module .*/m,
    "module taskwake.local/dapr",
  );
  writeFileSync(join(work, "go.mod"), gomod);
  copyFileSync(join(source, "go.sum"), join(work, "go.sum"));
  mkdirSync(join(work, "daprd"));
  writeFileSync(join(work, "daprd", "main.go"), daprdMain);
}

const elapsed = (begin: number) => `${Math.round((Date.now() - begin) / 1000)} s`;
