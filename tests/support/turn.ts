import { once } from "node:events";
import type { Server } from "node:net";
import { setTimeout } from "node:timers/promises";

/**
 * Listens on a port of this machine, on a free one for 0. Waits while it is in use: the system knows one push service, one
 * mail server, one issuer and one model, so that files which need the same one take turns.
 */
export async function listenInTurn(server: Pick<Server, "listen" | "once">, port: number): Promise<void> {
  for (;;) {
    server.listen(port, "127.0.0.1");
    try {
      await once(server as Server, "listening");
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      await setTimeout(100);
    }
  }
}
