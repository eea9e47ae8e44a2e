import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Setting of the proxies in front of a function, as addresses and networks. */
export const privateNetworks =
  "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7,fe80::/10";

/**
 * Opens the reader of a caller's address: the one that a known proxy saw and appended, else that of the connection,
 * since anyone else can write what they like into the header. `proxies` is a list of addresses and networks, separated
 * by commas. Throws for one that is neither.
 */
export function openAddressOf(proxies: string): (request: IncomingMessage) => string {
  const known = new BlockList();
  for (const each of proxies.split(",").map((part) => part.trim())) {
    if (each === "") continue;
    const [address = "", bits] = each.split("/");
    const family = isIP(address);
    if (family === 0) throw new Error(`TRUSTED_PROXIES: ${each} is no address and no network`);
    known.addSubnet(address, Number(bits ?? (family === 4 ? 32 : 128)), family === 4 ? "ipv4" : "ipv6");
  }
  return (request) => {
    const direct = plain(request.socket.remoteAddress ?? "");
    if (!isIP(direct) || !known.check(direct, isIP(direct) === 4 ? "ipv4" : "ipv6")) return direct;
    const forwarded = String(request.headers["x-forwarded-for"] ?? "");
    return plain(forwarded.split(",").at(-1)?.trim() ?? "") || direct;
  };
}

// An IPv4 address that arrives at an IPv6 socket.
const plain = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/i, "");
