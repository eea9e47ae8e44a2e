import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { listenInTurn } from "./turn.ts";

/** An SMTP server that keeps the mails it receives. */
export interface MailServer {
  port: number;
  /** Mails to an address, oldest first. */
  to(address: string): Email[];
  /** Refuses the next mails to an address, like a failing server. */
  refuse(address: string, times: number): void;
  /** Delays mails to an address by milliseconds, like a server that distrusts the sender. */
  delay(address: string, milliseconds: number): void;
  stop(): Promise<void>;
}

/** Starts an SMTP server on a port of this machine, when it is free; on any for 0. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: { to: string[]; mail: Email }[] = [];
  const refusals = new Map<string, number>();
  const delays = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    async onRcptTo({ address }, _session, done) {
      await setTimeout(delays.get(address) ?? 0);
      const left = refusals.get(address) ?? 0;
      refusals.set(address, left - 1);
      done(left > 0 ? Object.assign(new Error("try later"), { responseCode: 451 }) : null);
    },
    onData(stream, session, done) {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail });
          done();
        }, done);
    },
  });
  // It repeats the error of a port that is in use, which would end the process.
  server.on("error", () => undefined);
  await listenInTurn(server.server, port);
  return {
    port: (server.server.address() as AddressInfo).port,
    to: (address) => mails.filter(({ to }) => to.includes(address)).map(({ mail }) => mail),
    refuse: (address, times) => void refusals.set(address, times),
    delay: (address, milliseconds) => void delays.set(address, milliseconds),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
