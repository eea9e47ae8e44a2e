import { readdirSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../command.ts";

export const migrationsFolder = "functions/_shared/store/migrations";

/** The list of the migrations as a module: each `NNN_name.sql` of the folder with its number and name, in order. */
export function migrationsList(
  files = readdirSync(join(repository, migrationsFolder)).filter(
    (name) => name.endsWith(".sql") && name !== "grants.sql",
  ),
): string {
  const all = files.sort().map((file) => ({ file, number: file.slice(0, 3), name: file.slice(4, -4) }));
  all.forEach(({ file, number }, i) => {
    if (Number(number) !== i + 1) throw new Error(`${file} should have the number ${i + 1}.`);
  });
  const imports = all.map(({ file, number }) => `import sql${number} from "./${file}";\n`);
  const rows = all.map(
    ({ number, name }) =>
      `  { id: ${Number(number)}, name: "${name.replaceAll("_", "-")}", sql: sql${number} },\n`,
  );
  return [
    "// Written by `npm run generate` from the files beside it.\n",
    ...imports,
    "\n/** Migrations in order. Each runs once, and must be compatible with the previous version, which still runs. */\n",
    "export const migrations = [\n",
    ...rows,
    "];\n",
  ].join("");
}
