import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** An SMTP server of the outside world that keeps what it gets. */
export interface MailServer {
  port: number;
  /** Mails to an address, oldest first. */
  to(address: string): Email[];
  stop(): Promise<void>;
}

/** Starts an SMTP server on a port of this machine, a free one for 0. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: { to: string[]; mail: Email }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, done) {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail });
          done();
        }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    to: (address) => mails.filter(({ to }) => to.includes(address)).map(({ mail }) => mail),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
