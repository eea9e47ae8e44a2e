import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { chromium } from "playwright-core";
import type { Person } from "../../support/client.ts";
import { freePort } from "../../support/world.ts";
import { logInHere } from "./page.ts";

/**
 * Lighthouse's categories from 0 to 100, for the welcome page and a person's list, on a phone simulated by Lighthouse.
 * Categories it could not measure are omitted.
 */
export async function categories(
  executablePath: string,
  args: string[],
  url: string,
  person: Person,
): Promise<Record<string, number>> {
  const port = await freePort();
  const profile = mkdtempSync(join(tmpdir(), "lighthouse-"));
  // Lighthouse only sees the browser's default context, so a profile is needed.
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...args, `--remote-debugging-port=${port}`],
    // The person's zone; otherwise the first thing on the page is the offer to change it.
    env: { ...process.env, TZ: "Europe/Berlin" } as Record<string, string>,
  });
  const found: Record<string, number> = {};
  try {
    for (const page of ["the welcome page", "the list"]) {
      if (page === "the list") await logInHere(context, url, person);
      const result = await lighthouse(`${url}/#/all`, { port, logLevel: "error", disableStorageReset: true });
      for (const { title, score } of Object.values(result?.lhr.categories ?? {}))
        if (score !== null) found[`Lighthouse, ${page}: ${title} (goal 100)`] = Math.round(score * 100);
    }
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  return found;
}
