import type { IncomingMessage } from "node:http";
import type { ApiDeps } from "../deps.ts";

/** The cookies of the api: the refresh token of the session, and what the device is known by. */
type CookieName = "taskwake_refresh" | "taskwake_device";

const isSecure = ({ config }: ApiDeps): boolean => config.PUBLIC_URL.startsWith("https:");

// A prefix keeps hosts beside this one from setting the cookie; browsers take it over TLS alone.
const nameOf = (deps: ApiDeps, name: CookieName): string => (isSecure(deps) ? `__Secure-${name}` : name);

/** A cookie for so many seconds: inaccessible to scripts and to requests from other sites. */
export function cookie(deps: ApiDeps, name: CookieName, value: string, seconds: number): string {
  const secure = isSecure(deps) ? "; Secure" : "";
  return `${nameOf(deps, name)}=${value}; Max-Age=${seconds}; Path=/v1/auth; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * The value of a cookie in a request. A session of version 0.1.0 has its cookie without a prefix, until it is renewed;
 * not needed in the next release.
 */
export function cookieIn(deps: ApiDeps, request: IncomingMessage, name: CookieName): string | undefined {
  const all = (request.headers.cookie ?? "").split(/;\s*/).map((pair) => pair.split("=", 2));
  const find = (wanted: string) => all.find(([given]) => given === wanted)?.[1];
  return find(nameOf(deps, name)) || find(name) || undefined;
}

/** Headers of the end of this session: the browser forgets it, and the answers it has stored, which contain tasks. */
export const ended = (deps: ApiDeps) => ({
  "Set-Cookie": cookie(deps, "taskwake_refresh", "", 0),
  "Clear-Site-Data": '"cache"',
});
