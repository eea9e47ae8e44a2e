import type { Browser, Page } from "playwright-core";
import { startModel } from "../../support/model-endpoint.ts";
import { summarize } from "../measure.ts";
import { device } from "./page.ts";

const turns = 60;

/** Time from the model's first token until a frame of the page shows it, in milliseconds; the first three turns warm up. */
export async function benchChat(
  browser: Browser,
  url: string,
  person: Parameters<typeof device>[2],
  modelPort: number,
): Promise<Record<string, number>> {
  const model = await startModel(modelPort);
  let written = 0;
  model.script = () => {
    written = performance.timeOrigin + performance.now();
    return { text: "It is on your list.", pause: 5 };
  };
  const context = await device(browser, url, person);
  const page = await context.newPage();
  await page.goto("/#/inbox");
  await page.locator("#main").focus();
  await page.keyboard.press("c");
  const samples: number[] = [];
  for (let n = 1; n <= turns + 3; n += 1) {
    const seen = seenOn(page, n);
    await page.locator(".chat textarea").fill(`Hello ${n}`);
    await page.locator(".chat textarea").press("Enter");
    const at = await seen;
    if (n > 3) samples.push(at - written);
    await page.locator(".turn[aria-busy=true]").waitFor({ state: "detached" });
  }
  await context.close();
  await model.close();
  const { p50, p99, max } = summarize(samples);
  return {
    "the model's first token to the screen, ms p50": p50,
    "the model's first token to the screen, ms p99 (goal ≤ 100)": p99,
    "the model's first token to the screen, ms max": max,
  };
}

/** When the reply of the nth turn is on screen, in milliseconds since 1970. */
const seenOn = (page: Page, nth: number): Promise<number> =>
  page.evaluate(async (n) => {
    for (;;) {
      const time = await new Promise<number>(requestAnimationFrame);
      if (document.querySelectorAll(".turn")[n - 1]?.querySelector(".turn-reply")?.textContent)
        return performance.timeOrigin + time;
    }
  }, nth);
