/**
 * The account of this browser and its language, stored where both the pages and the service worker can read them: a
 * worker has no localStorage, and the session's cookie may belong to another account.
 */
const cacheName = "taskwake-account";
const [userAddress, localeAddress] = ["/user", "/locale"];

export const rememberAccount = (user: string | null): Promise<void> => keep(userAddress, user);
export const rememberedAccount = (): Promise<string | null> => kept(userAddress);

/** Stores the BCP 47 tag of the page's language. */
export const rememberLocale = (locale: string): Promise<void> => keep(localeAddress, locale);
export const rememberedLocale = (): Promise<string | null> => kept(localeAddress);

async function keep(address: string, value: string | null): Promise<void> {
  const cache = await caches.open(cacheName);
  if (value) await cache.put(address, new Response(value));
  else await cache.delete(address);
}

async function kept(address: string): Promise<string | null> {
  const cache = await caches.open(cacheName);
  return (await (await cache.match(address))?.text()) ?? null;
}
