import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Page, Route } from "playwright-core";
import type { Person } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { type Device, newUser, openDevice, quickAdd, visit } from "./support/browser.ts";

type Fault = "none" | "request lost" | "answer lost" | "busy";

const command = fc.oneof(
  fc.record({ do: fc.constant("add" as const), title: fc.constantFrom("tea", "bread", "salt") }),
  fc.record({ do: fc.constant("complete" as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant("rename" as const), which: fc.nat(5), title: fc.constantFrom("rye", "oats") }),
  fc.record({ do: fc.constant("priority" as const), which: fc.nat(5), key: fc.constantFrom("1", "3") }),
  fc.record({ do: fc.constant("delete" as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant("undo" as const) }),
  fc.record({ do: fc.constant("offline" as const) }),
  fc.record({ do: fc.constant("online" as const) }),
  fc.record({ do: fc.constant("reload" as const) }),
);
const script = fc.array(
  fc.record({
    device: fc.nat(1),
    command,
    fault: fc.constantFrom<Fault>("none", "none", "request lost", "answer lost", "busy"),
  }),
  {
    minLength: 4,
    maxLength: 14,
  },
);

test("random commands on two devices with injected failures: both screens and the server agree at the end", async () => {
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const person = await newUser();
      await person.create({ title: "there before" });
      const devices = [await openDevice(person), await openDevice(person)] as const;
      const fates = devices.map(() => ({ next: "none" as Fault }));
      for (const [i, { page }] of devices.entries()) {
        await page.evaluate(async () => void (await navigator.serviceWorker.ready));
        await visit(page, "#/all");
        await page.route(/\/v1\/tasks/, (route) => mangle(route, fates[i] as { next: Fault }));
      }
      try {
        for (const { device, command, fault } of steps) {
          (fates[device] as { next: Fault }).next = fault;
          await run(devices[device] as Device, command);
        }
        for (const fate of fates) fate.next = "none";
        await settle(devices);
        await agree(devices, person);
        for (const { faults } of devices) assert.deepEqual(faults, []);
      } finally {
        for (const device of devices) await device.close();
      }
    }),
    // Each run needs whole browsers, so there are few; tests/property runs the same rules by the thousand.
    { numRuns: Number(process.env.INTERLEAVINGS ?? 6), endOnFailure: true },
  );
});

/** Loses the next write once, as the request or as the answer. */
async function mangle(route: Route, fate: { next: Fault }): Promise<void> {
  const write = route.request().method() !== "GET";
  const fault = write ? fate.next : "none";
  if (write) fate.next = "none";
  if (fault === "request lost") return route.abort("connectionreset");
  if (fault === "busy")
    return route.fulfill({
      status: 503,
      headers: { "Content-Type": "application/problem+json", "Retry-After": "1" },
      body: JSON.stringify({ type: "", title: "busy", status: 503, code: "unavailable" }),
    });
  if (fault === "answer lost") {
    await route.fetch().catch(() => undefined);
    return route.abort("connectionreset");
  }
  return route.continue().catch(() => undefined);
}

async function run(
  { page }: Device,
  command: typeof script extends fc.Arbitrary<(infer Step)[]>
    ? (Step & { command: unknown })["command"]
    : never,
): Promise<void> {
  const step = command as { do: string; which?: number; title?: string; key?: string };
  const rows = page.locator(".row .row-open");
  const focus = async () => {
    const count = await rows.count();
    if (count === 0) return false;
    // The other device may have removed the row meanwhile.
    const row = rows.nth((step.which ?? 0) % count);
    return row.focus({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
  };
  switch (step.do) {
    case "add":
      return quickAdd(page, step.title ?? "");
    case "complete":
      if (await focus()) await page.keyboard.press("e");
      return;
    case "priority":
      if (await focus()) await page.keyboard.press(step.key ?? "1");
      return;
    case "delete":
      if (await focus()) await page.keyboard.press("#");
      return;
    case "rename": {
      if (!(await focus())) return;
      await page.keyboard.press("Enter");
      const title = page.locator(".detail textarea.title-input");
      // The row may be removed before it is opened; then there is nothing to rename.
      const rename = async () => {
        await title.fill(step.title ?? "", { timeout: 5000 });
        await title.press("Enter", { timeout: 5000 });
      };
      await rename().catch(() => undefined);
      await page.keyboard.press("Escape");
      return;
    }
    case "undo":
      await page.locator("h1").click();
      return page.keyboard.press("z");
    case "offline":
      return page.context().setOffline(true);
    case "online":
      return page.context().setOffline(false);
    default:
      await page.reload();
      await page.locator(".view-head h1").waitFor();
  }
}

/** Goes online again; conflicts are resolved for the other device's change. */
async function settle(devices: readonly Device[]): Promise<void> {
  for (const { page } of devices) await page.context().setOffline(false);
  for (const { page } of devices)
    await eventually(
      async () => {
        const { waiting, stuck } = await page.evaluate(() => ({
          ...(document.querySelector<HTMLElement>(".sync-status")?.dataset as {
            waiting: string;
            stuck: string;
          }),
        }));
        if (stuck === "true") await decide(page);
        else if (waiting !== "0") await page.evaluate(() => window.dispatchEvent(new Event("focus")));
        return waiting === "0";
      },
      { ms: 60_000, every: 200, what: "everything saved" },
    );
}

async function decide(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Not yet saved" });
  if (!(await dialog.isVisible())) await page.locator(".sync-status").click();
  await dialog.waitFor();
  const button = dialog.getByRole("button", { name: /Keep the other|Discard/ }).first();
  if (await button.count()) await button.click();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
}

async function agree(devices: readonly Device[], person: Person): Promise<void> {
  const wanted = async () =>
    (await person.tasks("&status=open")).map(({ title, priority }) => `${title} ${priority}`).sort();
  const shown = ({ page }: Device) =>
    page
      .locator(".row")
      .evaluateAll((rows) =>
        rows
          .map(
            (row) =>
              `${row.querySelector(".row-title")?.textContent} ${(row as HTMLElement).dataset.priority}`,
          )
          .sort(),
      );
  await eventually(
    async () => {
      const server = JSON.stringify(await wanted());
      const screens = await Promise.all(devices.map(async (device) => JSON.stringify(await shown(device))));
      if (screens.every((screen) => screen === server)) return true;
      throw new Error(`server ${server}, screens ${screens.join(" | ")}`);
    },
    { ms: 40_000, every: 250 },
  );
}
