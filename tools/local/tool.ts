import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";
import { openLog } from "./logs.ts";
import type { Report } from "./process.ts";
import { identity } from "./reaper.mjs";

/** A program that runs to its end during the start. */
export interface Tool {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
}

/** Runs a tool and resolves to its output; rejects with an error whose message ends with its last lines. */
export type Run = (tool: Tool) => Promise<string>;

/** Runs a tool; it is logged like a process, and recorded so that it ends with the starter. */
export function runTool(stateDir: string, tool: Tool, report: Report): Promise<string> {
  const { name, command, args, ...options } = tool;
  return new Promise((resolve, reject) => {
    const log = openLog(stateDir, name);
    // Detached: a process group that ends as a whole, including the compilers that a build starts.
    const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const { pid } = child;
    if (pid !== undefined) {
      const started = identity(pid) ?? "";
      report.started({
        name,
        pid,
        started,
        group: "function",
        stopSignal: "SIGTERM",
        graceMs: 1000,
        ports: {},
      });
    }
    let printed = "";
    let complained = "";
    const keep = (chunk: Buffer) => {
      try {
        writeSync(log, chunk);
      } catch (error) {
        reject(error);
      }
    };
    child.stdout.on("data", (chunk) => {
      printed += chunk;
      keep(chunk);
    });
    child.stderr.on("data", (chunk) => {
      complained += chunk;
      keep(chunk);
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      closeSync(log);
      report.ended(name);
      if (code === 0) return resolve(printed);
      const words = (complained || printed).trim().split("\n").slice(-5).join("\n").slice(-1000);
      reject(new Error(`${name} failed (${signal ?? `exit code ${code}`}): ${words}`));
    });
  });
}
