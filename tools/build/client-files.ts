import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../command.ts";
import { commandLine } from "../command-line.ts";
import { buildClient } from "./client.ts";

/** The program that serves the client's files in a cluster. */
export const clientServer = join(repository, "web", "server", "index.ts");

/** Builds the client and copies its files beside its server's bundle. */
export async function layClientFiles(): Promise<void> {
  await buildClient(({ command, args, env }) => commandLine(command, args, env ? { env } : {}));
  const files = join(repository, "dist", "client", "files");
  rmSync(files, { recursive: true, force: true });
  cpSync(join(repository, "web", "dist"), files, { recursive: true });
}
