import type { IncomingMessage } from "node:http";
import { problem } from "../../_shared/contract/problems.ts";

/**
 * Refuses what a page of another origin sends where no token is needed: it could log a browser in as somebody else, or
 * make its visitors guess passwords. Programs, which send neither header, may. Throws the problem `cross-origin`.
 */
export function checkOrigin({ headers }: IncomingMessage, publicUrl: string): void {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) {
    if (site === "same-origin" || site === "none") return;
    throw problem("cross-origin");
  }
  const { origin } = headers;
  if (origin === undefined || origin === new URL(publicUrl).origin) return;
  if (!URL.canParse(origin) || new URL(origin).host !== headers.host) throw problem("cross-origin");
}
