import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Person } from "../../support/client.ts";

/** The page's own measurements, installed before its scripts run. */
export interface Marks {
  firstRow?: number;
  samples: number[];
}

declare global {
  interface Window {
    marks: Marks;
    /** Measures from the next Enter to the frame after a row with that title. */
    awaitRow(title: string): Promise<number>;
  }
}

/** A device with a session, and without any other data of the client. */
export async function device(browser: Browser, url: string, person: Person): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1280, height: 860 },
  });
  context.setDefaultTimeout(120_000);
  // The test's compiler calls `__name`, which a page does not define.
  await context.addInitScript("globalThis.__name = (given) => given;");
  await context.addInitScript(measure);
  await logInHere(context, url, person);
  return context;
}

/** Logs the device in without the form. */
export async function logInHere(
  context: BrowserContext,
  url: string,
  { email, password }: Person,
): Promise<void> {
  const answer = await context.request.post(`${url}/v1/auth/login`, { data: { email, password } });
  const { access_token } = await answer.json();
  const user = JSON.parse(Buffer.from(access_token.split(".")[1], "base64url").toString()).sub as string;
  await context.addInitScript((id) => localStorage.setItem("taskwake-user", id), user);
}

function measure(): void {
  window.marks = { samples: [] };
  const seen = () => document.querySelector(".row");
  new MutationObserver((_, observer) => {
    if (!seen()) return;
    observer.disconnect();
    requestAnimationFrame(() =>
      setTimeout(() => {
        window.marks.firstRow = performance.now();
      }),
    );
  }).observe(document, { childList: true, subtree: true });
  window.awaitRow = (title) =>
    new Promise((resolve) => {
      let pressed = 0;
      const note = (event: KeyboardEvent) => {
        if (event.key === "Enter") pressed ||= event.timeStamp;
      };
      addEventListener("keydown", note, { capture: true });
      const observer = new MutationObserver(() => {
        const titles = [...document.querySelectorAll(".row-title")].slice(0, 60);
        if (!titles.some((one) => one.textContent === title)) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
      });
      observer.observe(document.body, { childList: true, subtree: true });
    });
}

/** Slows down the page's processor. */
export async function slowDown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** Milliseconds from the start of the navigation to the frame that shows the list. */
export async function toList(page: Page): Promise<number> {
  await page.waitForFunction(() => window.marks.firstRow !== undefined);
  return page.evaluate(() => window.marks.firstRow as number);
}

/** Opens each view `rounds` times, and measures from the change of the address to the frame after it is shown. */
export async function viewSwitches(page: Page, rounds: number): Promise<number[]> {
  const views = ["#/inbox", "#/today", "#/upcoming", "#/all"];
  return page.evaluate(
    async ({ views, rounds }) => {
      const samples: number[] = [];
      for (let i = 0; i < rounds * views.length; i++) {
        const view = views[i % views.length] as string;
        const isShown = () => document.querySelector(`.sidebar a[href="${view}"][aria-current=page]`);
        const begun = performance.now();
        location.hash = view;
        while (!isShown()) await new Promise(requestAnimationFrame);
        // The frame that shows the rows has been painted when a task after it runs.
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        samples.push(performance.now() - begun);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return samples;
    },
    { views, rounds },
  );
}

/** Adds tasks sequentially with a pause in milliseconds, and measures from Enter to the frame with the row. */
export async function keysToScreen(
  list: Page,
  rounds: number,
  { pause, name }: { pause: number; name: string },
): Promise<number[]> {
  const field = list.locator(".main [data-quick-add]");
  const samples: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const title = `${name} ${String.fromCharCode(97 + (i % 26))}x${i}`;
    await field.fill(title);
    await list.waitForTimeout(pause);
    const shown = list.evaluate((text) => window.awaitRow(text), title);
    await field.press("Enter");
    samples.push(await shown);
  }
  return samples;
}
