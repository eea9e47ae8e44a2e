import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { repository, runCommand, UserError } from "../command.ts";
import { commandLine, succeeds } from "../command-line.ts";

const needed = {
  tofu: "OpenTofu, https://opentofu.org/docs/intro/install",
  checkov: "pipx install checkov",
};

/**
 * `npm run check:cloud`: OpenTofu formats, validates and tests the modules of manifests/cloud against mocked clouds, and
 * checkov looks for what is insecure. Each of its findings that stays has its reason beside it.
 */
await runCommand(async () => {
  for (const [program, from] of Object.entries(needed))
    if (!(await succeeds(program, ["--version"])))
      throw new UserError(`${program} is not on the PATH: ${from}.`);
  const scratch = mkdtempSync(join(tmpdir(), "cloud-"));
  try {
    // In a copy: `init` writes what it installed beside the modules.
    for (const folder of ["cloud", "features/external-secrets"])
      cpSync(join(repository, "manifests", folder), join(scratch, folder), {
        recursive: true,
        dereference: true,
        filter: (path) => !path.endsWith(".terraform"),
      });
    await checkModules(join(scratch, "cloud"));
    await scan(join(scratch, "cloud"));
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

async function checkModules(folder: string): Promise<void> {
  const modules = readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory() && each.name !== "face")
    .map(({ name }) => name);
  await commandLine("tofu", ["fmt", "-check", "-recursive", folder]);
  // Encryption needs a passphrase even where nothing is stored.
  const options = { env: { ...env, TF_VAR_state_passphrase: "none is stored by a check" } };
  for (const module of modules) {
    const tofu = (...args: string[]) =>
      commandLine("tofu", [`-chdir=${join(folder, module)}`, ...args, "-no-color"], options);
    await tofu("init", "-backend=false", "-input=false");
    await tofu("validate");
    console.log(`${module}: ${(await tofu("test")).trim().split("\n").at(-1)}`);
  }
}

async function scan(folder: string): Promise<void> {
  const args = ["--directory", folder, "--framework", "terraform", "--compact", "--quiet", "--skip-download"];
  const report = await commandLine("checkov", args);
  console.log(`checkov: ${/Passed checks.*/.exec(report)?.[0]}`);
}
