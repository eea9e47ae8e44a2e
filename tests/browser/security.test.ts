import assert from "node:assert/strict";
import { test } from "node:test";
import headers from "../../web/headers.json" with { type: "json" };
import { logIn, newUser, openDevice, quickAdd, saved, url, visit } from "./support/browser.ts";

test("the strict policy is sent with the page, and the client keeps to it without a request to strangers", async () => {
  const response = await fetch(url);
  for (const [name, value] of Object.entries(headers)) assert.equal(response.headers.get(name), value, name);
  assert.doesNotMatch(headers["Content-Security-Policy"], /unsafe|https?:|\*/);
  const html = await response.text();
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/i);

  const person = await newUser();
  const { page, faults, strangers, close } = await openDevice(person);
  await page.evaluate(() => {
    document.addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
      console.error(`policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  for (const view of [
    "today",
    "inbox",
    "upcoming",
    "upcoming?as=calendar",
    "all",
    "completed",
    "trash",
    "search",
    "activity",
    "insights",
    "settings",
  ])
    await visit(page, `#/${view}`);
  await visit(page, "#/inbox");
  await quickAdd(page, "<img src=x onerror=alert(1)> #x");
  await saved(page);
  assert.deepEqual(strangers, []);
  assert.deepEqual(faults, []);
  await close();
});

test("no token is left where a script could read it later", async () => {
  const { page, close } = await openDevice();
  await logIn(page, await newUser());
  await saved(page);
  const kept = await page.evaluate(async () => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name as string);
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of db.objectStoreNames)
        texts.push(
          await new Promise<string>((resolve) => {
            const request = db.transaction(store).objectStore(store).getAll();
            request.onsuccess = () => resolve(JSON.stringify(request.result));
          }),
        );
      db.close();
    }
    return texts.join("\n");
  });
  assert.doesNotMatch(kept, /eyJ[\w-]+\.[\w-]+\.[\w-]+/, "a JWT");
  assert.match(kept, /taskwake-user/);
  await close();
});
