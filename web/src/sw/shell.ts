/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build: every file of the client with the hash of its content. */
declare const __FILES__: [path: string, hash: string][];
declare const __VERSION__: string;

const name = `taskwake-v${__VERSION__}`;

/** Fetches every file of this version; unchanged files are copied from the cache of another version. */
export async function precache(): Promise<void> {
  const cache = await caches.open(name);
  await Promise.all(
    __FILES__.map(async ([path, hash]) => {
      const hashed = /^\/assets\//.test(path);
      const known = hashed ? await caches.match(path) : undefined;
      if (known) return cache.put(path, known);
      const response = await fetch(hashed ? path : `${path}?v=${hash}`, { cache: "no-cache" });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(path, response);
    }),
  );
}

/** Removes the files of other versions. */
export async function sweep(): Promise<void> {
  const all = await caches.keys();
  await Promise.all(
    all.filter((one) => /^taskwake-v/.test(one) && one !== name).map((one) => caches.delete(one)),
  );
}

/** A file from the cache; every page is the same page. */
export async function cacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const wanted = request.mode === "navigate" ? "/index.html" : request;
  return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(request);
}
