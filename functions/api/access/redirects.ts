/** Hosts of this computer: only a program on it can receive what is sent there. */
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a client may have this redirect address: https, http on this computer, or the scheme of an app. */
export function isRedirectUri(text: string): boolean {
  const url = parsed(text);
  if (!url || url.hash || url.username || url.password) return false;
  if (url.protocol === "https:") return true;
  if (url.protocol === "http:") return loopback.has(url.hostname);
  // Private-use schemes are reversed domain names (RFC 8252), so that `javascript:` and the like are none.
  return /^[a-z][a-z0-9+-]*\.[a-z0-9.+-]+:$/.test(url.protocol);
}

/** Whether one of the registered addresses is this one; on this computer the port is free (RFC 8252). */
export const isRegistered = (uri: string, registered: readonly string[]): boolean =>
  isRedirectUri(uri) && registered.some((each) => each === uri || withoutPort(each) === withoutPort(uri));

function withoutPort(text: string): string {
  const url = parsed(text);
  if (url?.protocol !== "http:" || !loopback.has(url.hostname)) return text;
  url.port = "";
  return url.href;
}

/** Where an answer goes, for people: a host, or the scheme of an app; and whether that is this computer. */
export function describeRedirect(uri: string): { redirect_host: string; local: boolean } {
  const url = new URL(uri);
  const isWeb = /^https?:$/.test(url.protocol);
  return { redirect_host: isWeb ? url.host : url.protocol, local: !isWeb || loopback.has(url.hostname) };
}

/** An address with parameters added. */
export function withParameters(uri: string, parameters: Record<string, string | null | undefined>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters))
    if (value !== null && value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
