import type { Browser, Page } from "playwright-core";
import type { Person } from "../../support/client.ts";
import { startModel } from "../../support/model-endpoint.ts";
import { summarize } from "../measure.ts";
import { device } from "./page.ts";

const turns = 50;
const warming = 3;
/** Milliseconds after which a reply that is not on the screen ends the benchmark. */
const patience = 60_000;

/** Milliseconds from the model's first token until a frame of the page shows it, with the panel open. */
export async function benchChat(
  browser: Browser,
  url: string,
  { person, modelPort }: { person: Person; modelPort: number },
): Promise<Record<string, number>> {
  const model = await startModel(modelPort);
  let written = 0;
  model.script = ({ tools }) => ({
    text: "It is on your list, as you asked.",
    pause: 5,
    // A summary of earlier turns is asked for without tools, and not shown.
    onText: () => {
      if (tools) written = Date.now();
    },
  });
  const context = await device(browser, url, person);
  const page = await context.newPage();
  await page.goto("/#/inbox");
  await page.getByRole("button", { name: "Assistant" }).first().click();
  const composer = page.locator(".chat textarea");
  const samples: number[] = [];
  for (let n = 1; n <= warming + turns; n += 1) {
    const message = `Hello ${n}.`;
    const seen = shownAt(page, message);
    await composer.fill(message);
    await composer.press("Enter");
    const at = await seen;
    if (n > warming) samples.push(at - written);
    await page.locator(".turn[aria-busy=true]").waitFor({ state: "detached" });
  }
  await context.close();
  await model.close();
  const { n, p50, p99, max } = summarize(samples);
  return {
    "the model's first token to the screen, turns": n,
    "the model's first token to the screen, ms p50": p50,
    "the model's first token to the screen, ms p99 (goal ≤ 100)": p99,
    "the model's first token to the screen, ms max": max,
  };
}

/**
 * When the frame with the beginning of the reply to a message is drawn, by the clock that both processes share. The
 * panel shows the last 50 turns, so that a turn has no fixed place.
 */
const shownAt = (page: Page, message: string): Promise<number> =>
  page.evaluate(
    ([text, ms]) =>
      new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`No reply to ${text} on the screen`)), ms);
        const observer = new MutationObserver(() => {
          const turn = [...document.querySelectorAll(".turn")].at(-1);
          if (turn?.querySelector(".turn-message")?.textContent !== text) return;
          if (!turn.querySelector(".turn-reply")?.textContent) return;
          observer.disconnect();
          clearTimeout(late);
          requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
    [message, patience] as const,
  );
