import { lookup as resolve } from "node:dns";
import https from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import * as z from "zod";
import { Name } from "../../_shared/contract/api/access.ts";
import { openGate } from "../../_shared/platform/gate.ts";
import type { Client } from "../../_shared/store/access/clients.ts";
import { isRedirectUri } from "./redirects.ts";

/** Largest document in bytes, and milliseconds to fetch it. */
const largest = 16 * 1024;
const longest = 5000;
/** Documents in the cache, and milliseconds for which one is used. */
const mostKnown = 200;
/** Documents that are fetched in parallel, and requests that wait for one. */
const width = 4;
const queue = 40;
const freshFor = 5 * 60_000;

const Document = z.object({
  client_id: z.string(),
  client_name: Name.optional(),
  redirect_uris: z.array(z.string().max(500)).min(1).max(20),
});

/** A list of networks, each with the length of its prefix. */
function networks(family: "ipv4" | "ipv6", ...all: [network: string, bits: number][]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of all) list.addSubnet(network, bits, family);
  return list;
}

// Networks that are not on the internet: a client's address must not make the server call one of them. One list for each
// family, because a list of both takes IPv4 addresses for a part of IPv6.
const inside4 = networks(
  "ipv4",
  ...([
    ...[
      ["0.0.0.0", 8],
      ["10.0.0.0", 8],
      ["100.64.0.0", 10],
      ["127.0.0.0", 8],
      ["169.254.0.0", 16],
    ],
    ...[
      ["172.16.0.0", 12],
      ["192.0.0.0", 24],
      ["192.0.2.0", 24],
      ["192.168.0.0", 16],
      ["198.18.0.0", 15],
    ],
    ...[
      ["198.51.100.0", 24],
      ["203.0.113.0", 24],
      ["224.0.0.0", 3],
    ],
  ] as [string, number][]),
);
// Of IPv6, only 2000::/3 is on the internet; Teredo, documentation and 6to4 lead elsewhere.
const inside6 = networks(
  "ipv6",
  ...([
    ...[
      ["::", 3],
      ["4000::", 2],
      ["8000::", 1],
      ["2001::", 23],
      ["2001:db8::", 32],
      ["2002::", 16],
    ],
  ] as [string, number][]),
);

/** Whether an address is on the internet. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return family === 4 ? !inside4.check(address, "ipv4") : !inside6.check(address, "ipv6");
}

// The connection uses the address that was checked: a second query could have another answer.
const publicOnly: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, "", 0);
    const bad = addresses.find(({ address }) => !isPublic(address));
    const [first] = addresses;
    if (bad || !first) return done(new Error(`${host} is not on the internet`), "", 0);
    if (options.all) return done(null, addresses);
    done(null, first.address, first.family);
  });
};

/** Longest id, in characters: it is stored with every change that its client makes. */
const longestId = 200;

/** Whether a client's id is the address of its metadata document. */
export function isDocumentUrl(id: string): boolean {
  if (id.length > longestId) return false;
  try {
    const url = new URL(id);
    const plain = !url.hash && !url.username && !url.password && url.href === id;
    return (
      url.protocol === "https:" && plain && url.pathname !== "/" && (!isIP(bare(url)) || isPublic(bare(url)))
    );
  } catch {
    return false;
  }
}

const bare = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

/** Reads the metadata documents of clients, with a bounded cache. Undefined: there is no valid one. */
export type ReadDocument = (id: string) => Promise<Client | undefined>;

/** Opens the reader of documents; `lookup` and `ca` are for a test with a server of its own. */
export function openDocuments(
  now: () => Date,
  { lookup = publicOnly, ca }: { lookup?: LookupFunction; ca?: string } = {},
): ReadDocument {
  const gate = openGate(width, queue, "Too many programs are being looked up at this moment.");
  const known = new Map<string, { client: Client | undefined; until: number }>();
  return async (id) => {
    const before = known.get(id);
    if (before && before.until > now().getTime()) return before.client;
    const text = await gate(() => fetchText(id, { lookup, ca }).catch(() => undefined));
    const client = clientOf(id, text);
    if (known.size >= mostKnown) known.delete(known.keys().next().value as string);
    known.set(id, { client, until: now().getTime() + freshFor });
    return client;
  };
}

function clientOf(id: string, text: string | undefined): Client | undefined {
  const parsed = Document.safeParse(json(text));
  if (!parsed.success || parsed.data.client_id !== id) return undefined;
  const { client_name: name = new URL(id).host, redirect_uris } = parsed.data;
  return redirect_uris.every(isRedirectUri) ? { id, name, redirect_uris } : undefined;
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/** The text at an address. Rejects for any status but 200, as a redirect may lead inside, and beyond the limits. */
function fetchText(
  url: string,
  options: { lookup: LookupFunction; ca: string | undefined },
): Promise<string> {
  return new Promise((done, reject) => {
    const signal = AbortSignal.timeout(longest);
    const request = https.get(
      url,
      { ...options, agent: false, signal, headers: { Accept: "application/json" } },
      async (response) => {
        try {
          if (response.statusCode !== 200) throw new Error(`it answered ${response.statusCode}`);
          const chunks: Buffer[] = [];
          let size = 0;
          for await (const chunk of response as AsyncIterable<Buffer>) {
            size += chunk.length;
            if (size > largest) throw new Error("it is too large");
            chunks.push(chunk);
          }
          done(Buffer.concat(chunks).toString("utf8"));
        } catch (error) {
          reject(error);
        } finally {
          request.destroy();
        }
      },
    );
    request.on("error", reject);
  });
}
