import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { listenInTurn } from "./turn.ts";

/** A span as it arrived, with the name of its service. */
export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  links: { traceId: string; spanId: string }[];
  status: { code: number };
}

/** A collector of spans: speaks OTLP over HTTP, in JSON, and keeps what comes; what comes as protobuf is counted alone. */
export interface Collector {
  /** Its base address. */
  endpoint: string;
  spans: ReceivedSpan[];
  /** Everything that arrived, as text. */
  raw: string[];
  /** Number of requests in protobuf, as sidecars send them. */
  others: number;
  stop(): Promise<void>;
}

/** Starts a collector on a port of this machine, when it is free; on any for 0. */
export async function startCollector(port = 0): Promise<Collector> {
  const server = http.createServer(async (request, response) => {
    const body = await text(request);
    collector.raw.push(body);
    if (request.headers["content-type"] === "application/json") receive(JSON.parse(body));
    else collector.others += 1;
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await listenInTurn(server, port);
  const collector: Collector = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ spans: [], raw: [], others: 0 },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };

  // biome-ignore lint/suspicious/noExplicitAny: the protocol's request
  function receive({ resourceSpans }: any): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const service = resource.attributes.find(({ key }: any) => key === "service.name").value.stringValue;
      for (const { spans } of scopeSpans)
        for (const span of spans) collector.spans.push({ service, ...span });
    }
  }
  return collector;
}
