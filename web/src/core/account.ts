/**
 * The account that this browser is used with, where both the pages and the service worker can read it: a worker has
 * no localStorage, and the session's cookie may be another account's.
 */
const cacheName = "taskwake-account";
const address = "/user";

export async function rememberAccount(user: string | null): Promise<void> {
  const cache = await caches.open(cacheName);
  if (user) await cache.put(address, new Response(user));
  else await cache.delete(address);
}

export async function rememberedAccount(): Promise<string | null> {
  const cache = await caches.open(cacheName);
  return (await (await cache.match(address))?.text()) ?? null;
}
