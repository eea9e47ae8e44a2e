import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Whether nothing listens on this port, on the given address. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

// Below the ephemeral ranges of Linux and macOS: no outgoing connection uses a remembered port.
const [lowest, highest] = [10_000, 32_000];

/** Hands out ports by name. */
export interface Ports {
  get(name: string): Promise<number>;
}

/**
 * Picks free ports and stores them in `<state directory>/ports.json`, so that a restart has the same addresses; a port
 * that is used by another program meanwhile is replaced.
 */
export function rememberedPorts(stateDir: string): Ports {
  const file = join(stateDir, "ports.json");
  const remembered = read(file);
  const used = new Set(Object.values(remembered));
  const given = new Map<string, Promise<number>>();
  let last: Promise<unknown> = Promise.resolve();

  async function get(name: string): Promise<number> {
    const known = remembered[name];
    if (known !== undefined && (await isFree(known))) return known;
    for (;;) {
      const port = lowest + Math.floor(Math.random() * (highest - lowest));
      if (used.has(port) || !(await isFree(port))) continue;
      used.add(port);
      remembered[name] = port;
      writeFileSync(file, JSON.stringify(remembered, null, 1));
      return port;
    }
  }
  return {
    get(name) {
      // A port that was handed out is in use by its own process.
      const known = given.get(name);
      if (known !== undefined) return known;
      const port = last.then(() => get(name));
      last = port.catch(() => {});
      given.set(name, port);
      return port;
    },
  };
}

function read(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}
