import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { buildClient } from "../../local/client.ts";
import { repository } from "../../local/command.ts";
import { commandLine } from "./command-line.ts";

/** The program that serves the client's files in a cluster. */
export const clientServer = join(repository, "web", "server", "index.ts");

const compressible = /\.(html|js|css|json|svg|webmanifest)$/;

/** Builds the client and lays its files beside its server's bundle, each text with its compressed forms. */
export async function layClientFiles(): Promise<void> {
  await buildClient(({ command, args, env }) => commandLine(command, args, env ? { env } : {}));
  const files = join(repository, "dist", "client", "files");
  rmSync(files, { recursive: true, force: true });
  cpSync(join(repository, "web", "dist"), files, { recursive: true });
  const names = readdirSync(files, { recursive: true, encoding: "utf8" });
  for (const file of names.filter((name) => compressible.test(name)).map((name) => join(files, name))) {
    const content = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(content));
    writeFileSync(`${file}.gz`, gzipSync(content));
  }
}
