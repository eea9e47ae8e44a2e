import type { Secrets } from "./secrets.ts";

const timeout = () => ({ signal: AbortSignal.timeout(2000) });

/** Whether a GET succeeds or, with `anyhow`, is answered at all. */
export async function answers(url: string, anyhow = false): Promise<boolean> {
  try {
    return (await fetch(url, timeout())).ok || anyhow;
  } catch {
    return false;
  }
}

async function get<T>(url: string, token: string): Promise<T> {
  const response = await fetch(url, { ...timeout(), headers: { "dapr-api-token": token } });
  return (await response.json()) as T;
}

/** The topics a sidecar subscribes to, or undefined if it does not work. */
export async function subscriptions(dapr: number, daprApiToken: string): Promise<string[] | undefined> {
  const sidecar = `http://127.0.0.1:${dapr}/v1.0`;
  if (!(await answers(`${sidecar}/healthz/outbound`))) return undefined;
  try {
    const { subscriptions = [] } = await get<{ subscriptions?: { topic: string }[] }>(
      `${sidecar}/metadata`,
      daprApiToken,
    );
    return subscriptions.map(({ topic }) => topic);
  } catch {
    return undefined;
  }
}

/** Whether a sidecar works and has every subscription of its function. */
export async function subscribed(
  app: number,
  dapr: number,
  { daprApiToken, appApiToken }: Pick<Secrets, "daprApiToken" | "appApiToken">,
): Promise<boolean> {
  const present = await subscriptions(dapr, daprApiToken);
  if (present === undefined) return false;
  try {
    const wanted = await get<unknown[]>(`http://127.0.0.1:${app}/dapr/subscribe`, appApiToken);
    return present.length >= wanted.length;
  } catch {
    return false;
  }
}
