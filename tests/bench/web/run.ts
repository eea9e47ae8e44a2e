import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import type { Person } from "../../support/client.ts";
import { measured, stateOf, withSystem } from "../../support/world.ts";
import { percentile, summarize } from "../measure.ts";
import { benchChat } from "./chat.ts";
import { categories } from "./lighthouse.ts";
import { device, keysToScreen, slowDown, toList, viewSwitches } from "./page.ts";
import { personWith } from "./seed.ts";
import { sizes } from "./size.ts";

/**
 * `npm run bench:web`: sizes, loading, the time from a key to the screen, and from the model's first token to it, in
 * Chromium with a running system: that of TASKWAKE_URL, TASKWAKE_DATABASE_URL and TASKWAKE_MODEL_PORT, else its own.
 * Requires a built client. `npm run bench:web -- chat` runs only that section.
 */
const sections = ["sizes", "loading", "switching", "typing", "chat", "lighthouse"];
const asked = process.argv.slice(2);
const chosen = (section: string) => asked.length === 0 || asked.includes(section);
const unknown = asked.filter((section) => !sections.includes(section));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}; there are ${sections.join(", ")}.`);
  process.exit(2);
}
const figures: Record<string, number | string> = {};
const add = (more: Record<string, number | string>) => {
  Object.assign(figures, more);
  for (const [what, value] of Object.entries(more)) console.log(`${what.padEnd(80)} ${value}`);
};
const median = (samples: number[]) => Math.round(percentile(samples, 0.5));

if (chosen("sizes")) add(sizes());
const { TASKWAKE_URL, TASKWAKE_DATABASE_URL, TASKWAKE_MODEL_PORT } = process.env;
if (TASKWAKE_URL && TASKWAKE_DATABASE_URL)
  await bench(TASKWAKE_URL, TASKWAKE_DATABASE_URL, Number(TASKWAKE_MODEL_PORT));
else
  await withSystem(
    "bench",
    ({ url, databaseUrl }, { modelPort }) => bench(url, databaseUrl, modelPort),
    measured,
  );
mkdirSync(stateOf("bench"), { recursive: true });
writeFileSync(join(stateOf("bench"), "bench-web.json"), JSON.stringify(figures, null, 1));
process.exit(0);

async function bench(url: string, databaseUrl: string, modelPort: number): Promise<void> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const args = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
  ];
  const browser = await chromium.launch({ executablePath, args });
  const some = await personWith(1000, url, databaseUrl);
  if (chosen("loading")) await benchLoading(browser, url, some);
  if (chosen("switching")) await benchSwitching(browser, url, await personWith(2000, url, databaseUrl));
  if (chosen("typing")) await benchTyping(browser, url, await personWith(10_000, url, databaseUrl));
  if (chosen("chat")) add(await benchChat(browser, url, { person: some, modelPort }));
  await browser.close();
  if (chosen("lighthouse")) add(await categories(executablePath, args, url, some));
}

async function benchLoading(browser: Browser, url: string, some: Person): Promise<void> {
  const cold: number[] = [];
  let requests = 0;
  for (let i = 0; i < 5; i++) {
    const context = await device(browser, url, some);
    const page = await context.newPage();
    await slowDown(page, 4);
    let sent = 0;
    page.on("request", (request) => !/\/v1\//.test(request.url()) && sent++);
    page.once("domcontentloaded", () => {
      requests = sent;
    });
    await page.goto("/#/all", { waitUntil: "commit" });
    cold.push(await toList(page));
    await context.close();
  }
  add({
    "requests before the first view": requests,
    "cold load to the list, 1,000 tasks, CPU 4× slower, ms (median of 5)": median(cold),
  });

  const context = await device(browser, url, some);
  const page = await context.newPage();
  await page.goto("/#/all");
  await toList(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
  });
  const warm: number[] = [];
  for (let i = 0; i < 12; i++) {
    await page.goto("about:blank");
    await page.goto("/#/all", { waitUntil: "commit" });
    warm.push(await toList(page));
  }
  add({
    "warm load to the list, ms, median (goal ≤ 300)": median(warm),
    "warm load to the list, ms, slowest of 12": Math.round(Math.max(...warm)),
  });
  await context.close();
}

async function benchSwitching(browser: Browser, url: string, several: Person): Promise<void> {
  const context = await device(browser, url, several);
  const page = await context.newPage();
  await page.goto("/#/all");
  await toList(page);
  await viewSwitches(page, 2);
  const { p50, p99 } = summarize(await viewSwitches(page, 15));
  add({
    "switching views, 2,000 tasks, ms p50": p50,
    "switching views, 2,000 tasks, ms p99": p99,
  });
  await context.close();
}

async function benchTyping(browser: Browser, url: string, many: Person): Promise<void> {
  const large = await device(browser, url, many);
  const list = await large.newPage();
  await list.goto("/#/inbox");
  await toList(list);
  await list.waitForFunction(
    () => document.querySelector(".sync-status")?.textContent === "All changes saved",
  );
  await list.goto("/#/all?sort=-created");
  await list.locator(".row").first().waitFor();
  // The page's own processor time, besides the elapsed time, which other work on the machine lengthens.
  const session = await large.newCDPSession(list);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1000;
  };
  const before = await busy();
  const rounds = 110;
  await keysToScreen(list, 10, { pause: 0, name: "Warming" });
  // At the speed of a person, and without pauses, when the servers still handle the tasks before.
  const typed = summarize(await keysToScreen(list, rounds, { pause: 500, name: "Typed" }));
  const hurried = summarize(await keysToScreen(list, rounds, { pause: 0, name: "Hurried" }));
  const computed = ((await busy()) - before) / (10 + 2 * rounds);
  add({
    "typing, showing, keeping and sending a task, 10,000 tasks, CPU ms": Math.round(computed * 10) / 10,
    "key press to the task on screen, 10,000 tasks, two a second, ms p50": typed.p50,
    "key press to the task on screen, 10,000 tasks, two a second, ms p99 (goal ≤ 50)": typed.p99,
    "key press to the task on screen, 10,000 tasks, two a second, ms max": typed.max,
    "key press to the task on screen, 10,000 tasks, without a pause, ms p50": hurried.p50,
    "key press to the task on screen, 10,000 tasks, without a pause, ms p99 (goal ≤ 50)": hurried.p99,
  });

  const frames = await list.evaluate(async () => {
    const times: number[] = [];
    let before = await new Promise<number>(requestAnimationFrame);
    const end = before + 4000;
    while (before < end) {
      scrollBy(0, 60);
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - before);
      before = now;
    }
    return times;
  });
  add({
    "scrolling 10,000 tasks, frame ms p50": Math.round(percentile(frames, 0.5) * 10) / 10,
    "scrolling 10,000 tasks, frame ms p99": Math.round(percentile(frames, 0.99) * 10) / 10,
    "scrolling 10,000 tasks, frames later than 25 ms, %":
      Math.round((1000 * frames.filter((ms) => ms > 25).length) / frames.length) / 10,
  });
  await large.close();
}
