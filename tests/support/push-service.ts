import { createECDH, randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import ece from "http_ece";
import { importJWK, jwtVerify } from "jose";
import { listenInTurn } from "./turn.ts";

/** A push as a browser sees it: decrypted, with its time of arrival. */
export interface ReceivedPush {
  at: number;
  topic: string;
  payload: {
    kind: string;
    title: string;
    body: string;
    tag: string;
    task_id: number | null;
    remind_at: string;
    late: boolean;
    due_at: string | null;
  };
}

/** A browser's subscription at the test push service. */
export interface Browser {
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  received: ReceivedPush[];
  /** Status of the next answers; 201 accepts the push, 0 breaks the connection. */
  answer: number;
  /** Number of refused pushes. */
  refused: number;
  /** Runs before each answer. */
  takes?: () => Promise<void>;
}

/** A push service: speaks RFC 8030, checks RFC 8292, decrypts RFC 8291. */
export interface PushService {
  /** Its origin, for PUSH_SERVICES. */
  origin: string;
  subscribe(): Browser;
  /** The faults of refused pushes. */
  faults: string[];
  stop(): Promise<void>;
}

/** Starts a push service on a port of this machine, when it is free; on any for 0. */
export async function startPushService(port = 0): Promise<PushService> {
  const browsers = new Map<string, Browser & { decrypt: (body: Buffer) => Buffer }>();
  const faults: string[] = [];
  const server = http.createServer(async (request, response) => {
    const at = Date.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const browser = browsers.get(request.url ?? "");
    if (!browser) return response.writeHead(404).end();
    await browser.takes?.();
    if (browser.answer !== 201) browser.refused += 1;
    if (browser.answer === 0) return request.socket.destroy();
    if (browser.answer !== 201) return response.writeHead(browser.answer).end();
    // RFC 8030 requires every push service to accept this size, and most accept no more.
    if (Buffer.concat(chunks).length > 4096) return response.writeHead(413).end();
    try {
      await check(request, origin);
      const payload = JSON.parse(browser.decrypt(Buffer.concat(chunks)).toString());
      browser.received.push({ at, topic: String(request.headers.topic), payload });
      response.writeHead(201).end();
    } catch (error) {
      faults.push(String(error));
      response.writeHead(400).end();
    }
  });
  await listenInTurn(server, port);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    faults,
    subscribe() {
      const path = `/push/${randomBytes(9).toString("base64url")}`;
      const key = createECDH("prime256v1");
      key.generateKeys();
      const auth = randomBytes(16);
      const browser = {
        subscription: {
          endpoint: origin + path,
          keys: { p256dh: key.getPublicKey().toString("base64url"), auth: auth.toString("base64url") },
        },
        received: [],
        answer: 201,
        refused: 0,
        decrypt: (body: Buffer) =>
          ece.decrypt(body, {
            version: "aes128gcm",
            privateKey: key,
            authSecret: auth.toString("base64url"),
          }),
      };
      browsers.set(path, browser);
      return browser;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Checks the same as a push service: the VAPID token and its key, TTL, encoding, topic and urgency. */
async function check(request: http.IncomingMessage, origin: string): Promise<void> {
  const { authorization = "", ttl, topic, urgency, "content-encoding": encoding } = request.headers;
  const [, token = "", key = ""] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
  const point = Buffer.from(key, "base64url");
  const coordinate = (start: number) => point.subarray(start, start + 32).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", x: coordinate(1), y: coordinate(33) };
  const { payload } = await jwtVerify(token, await importJWK(jwk, "ES256"), { audience: origin });
  if (!/^(mailto:.+@|https:)/.test(String(payload.sub))) throw new Error(`subject ${payload.sub}`);
  if (!(Number(ttl) > 0)) throw new Error(`TTL ${ttl}`);
  if (encoding !== "aes128gcm") throw new Error(`Content-Encoding ${encoding}`);
  if (!/^[\w-]{1,32}$/.test(String(topic))) throw new Error(`Topic ${topic}`);
  if (urgency !== "high") throw new Error(`Urgency ${urgency}`);
}
