import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { Person } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { axe } from "./support/axe.ts";
import {
  type Device,
  dayOf,
  hardDays,
  logIn,
  newUser,
  openDevice,
  row,
  saved,
  screenshot,
  visit,
} from "./support/browser.ts";

/** A person with tasks of every kind, relative to that day. */
async function populated(today = dayOf(0)): Promise<Person & { detail: number }> {
  const person = await newUser();
  const day = (offset: number) => dayOf(offset, today);
  await person.call("PATCH", "/v1/me", { body: { name: "Ada" } });
  const tasks = [
    {
      title: "Send the quarterly report to the whole team",
      priority: "high",
      tags: ["work"],
      due: { date: day(-2), time: "15:00" },
    },
    { title: "Renew the library card", tags: ["errands"], due: { date: day(-1) } },
    {
      title: "Water the plants",
      tags: ["home"],
      due: { date: day(0) },
      recurrence: { rrule: "FREQ=DAILY;INTERVAL=3", mode: "completion" },
    },
    {
      title: "Stand-up",
      tags: ["work"],
      due: { date: day(0), time: "23:15" },
      // In the past: a reminder that rings would cover the views.
      reminders: [{ before: "P1D" }],
      recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
    },
    { title: "Call grandma", priority: "low", due: { date: day(0), time: "23:40" } },
    { title: "Book the train to Vienna", due: { date: day(1) }, notes: "Window seat" },
    {
      title: "Pay the rent",
      priority: "high",
      tags: ["home", "money"],
      due: { date: day(6), time: "09:00" },
      reminders: [{ before: "PT1H" }],
      recurrence: { rrule: "FREQ=MONTHLY;BYMONTHDAY=-1" },
    },
    { title: "Learn to bake sourdough" },
    { title: "An idea for the garden", tags: ["home"], notes: "**Raised beds**" },
  ];
  const completed = async (title: string) =>
    person.act(await person.create({ title, tags: ["errands"], due: { date: day(0) } }), "complete");
  const others = [
    ...tasks.map(person.create),
    ...["Buy oat milk", "Answer the letter", "Fix the bike", "Tidy the desk"].map(completed),
    person.create({ title: "Thrown away" }).then(person.remove),
  ];
  const detail = await person.create({
    title: "Plan the summer trip",
    priority: "high",
    tags: ["family", "travel"],
    due: { date: day(3), time: "18:30" },
    reminders: [{ before: "P1D" }, { before: "PT1H" }],
    recurrence: { rrule: "FREQ=YEARLY" },
    notes:
      "Ideas so far\n\n- **Lake Constance** by bike\n- [Night train](https://example.com) to Rome\n- [x] ask for days off\n\n> Somewhere with shade.",
  });
  await Promise.all(others);
  return { ...person, detail: detail.id };
}

const views = [
  "today",
  "inbox",
  "upcoming",
  "upcoming?as=calendar",
  "all",
  "tag/home",
  "completed",
  "trash",
  "search?q=the",
  "activity",
  "insights",
  "settings",
];
const looks = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  "phone-dark": {
    colorScheme: "dark",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  },
  contrast: { colorScheme: "light", contrast: "more" },
  forced: { colorScheme: "dark", forcedColors: "active" },
} as const;

const nameOf = (view: string) => view.replace(/[?=/]+/g, "-");
const found: string[] = [];

async function examine({ page }: Device, look: string, name: string): Promise<void> {
  await page.waitForTimeout(50);
  await screenshot(page, `${name}.${look}`);
  for (const violation of await axe(page)) found.push(`${name} ${look} ${violation}`);
}

test("axe finds nothing on any view, in any look", async () => {
  const person = await populated();
  for (const [look, options] of Object.entries(looks)) {
    const device = await openDevice(undefined, options);
    const { page } = device;
    await page.locator("[name=email]").waitFor();
    await examine(device, look, "welcome");
    await logIn(page, person);
    await row(page, "Stand-up").first().waitFor();
    await saved(page);
    for (const view of views) {
      await visit(page, `#/${view}`);
      await page.locator(".skeleton").waitFor({ state: "detached" });
      await examine(device, look, nameOf(view));
    }
    await visit(page, "#/today");
    await page.evaluate((id) => {
      location.hash = `#/tasks/${id}`;
    }, person.detail);
    await page.locator(".markdown").waitFor();
    await page.locator(".detail .rule", { hasText: "every year" }).waitFor();
    await examine(device, look, "detail");
    await page.locator(".detail .value-button").click();
    await page.locator(".preview .chip").first().waitFor();
    await examine(device, look, "repeat");
    await page.keyboard.press("Escape");
    await page.locator(".detail-head").getByRole("button", { name: "Close" }).click();
    await sheets(device, look);
    await device.close();
  }
  assert.deepEqual([...new Set(found)], []);
});

async function sheets(device: Device, look: string): Promise<void> {
  const { page } = device;
  await page.locator(".detail").waitFor({ state: "detached" });
  for (const [key, name] of [
    ["Control+k", "palette"],
    ["?", "help"],
    ["q", "quick-add"],
  ] as const) {
    await page.locator("h1").click();
    await page.keyboard.press(key);
    await page.locator("dialog[open]").waitFor();
    if (name === "quick-add") {
      await page.keyboard.type("Pay rent every last day 9am !high #home remind me 1h before");
      await page.locator("dialog .chip-repeat", { hasText: "month" }).waitFor();
    }
    await examine(device, look, name);
    while (await page.locator("dialog[open]").count()) await page.keyboard.press("Escape");
  }
  await page.locator(".row").first().locator(".row-open").focus();
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Shift+J");
  await page.locator(".bulk-bar").waitFor();
  await examine(device, look, "bulk");
  await page.keyboard.press("s");
  await page.locator("dialog[open]").waitFor();
  await examine(device, look, "schedule");
  await page.keyboard.press("Escape");
  await page.keyboard.press("h");
  await page.getByRole("textbox", { name: "When" }).fill("tomorrow 9");
  await page.locator(".when-read .choice").waitFor();
  await examine(device, look, "snooze");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
}

test("a first run, an empty list, German and right to left look as they should", async () => {
  const person = await newUser();
  const device = await openDevice(person, { colorScheme: "light" });
  await device.page.locator(".empty").waitFor();
  await examine(device, "light", "first-run");
  await device.close();
  const german = await openDevice(undefined, { locale: "de-DE" });
  await logIn(german.page, await populated());
  await row(german.page, "Stand-up").first().waitFor();
  await examine(german, "light", "german");
  await german.page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  await examine(german, "light", "right-to-left");
  const overflow = await german.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} px too wide`);
  await german.close();
  assert.deepEqual([...new Set(found)], []);
});

test("at 200 % zoom and on a narrow phone nothing is cut off, on any day", async () => {
  for (const today of hardDays) {
    const person = await populated(today);
    for (const [width, height, locale] of [
      [640, 400, "en-GB"],
      [320, 640, "en-GB"],
      [320, 640, "de-DE"],
    ] as const) {
      const { page, close } = await openDevice(person, { viewport: { width, height }, locale, today });
      for (const view of views) {
        await visit(page, `#/${view}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${view} on ${today} at ${width} px is ${overflow} px too wide`);
      }
      await visit(page, "#/insights");
      assert.deepEqual(await badLabels(page), [], `labels on ${today} at ${width} px in ${locale}`);
      await close();
    }
  }
});

/** Labels of the charts that exceed their chart or overlap the one before. */
async function badLabels(page: Page): Promise<string[]> {
  await page.locator(".bars").first().waitFor();
  return page.evaluate(() =>
    [...document.querySelectorAll(".bars")].flatMap((chart) => {
      const place = chart.getBoundingClientRect();
      const labels = [...chart.querySelectorAll(".bar-label")].filter(({ textContent }) => textContent);
      const range = document.createRange();
      let before = -1;
      return labels.flatMap((label) => {
        range.selectNodeContents(label);
        const { left, right } = range.getBoundingClientRect();
        const isOver = left < before;
        before = chart.classList.contains("bars-flat") ? -1 : right;
        return left < place.left - 0.5 || right > place.right + 0.5 || isOver
          ? [label.textContent ?? ""]
          : [];
      });
    }),
  );
}

test("by keyboard alone: add, move, complete, reschedule, edit, undo; each is announced", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  const said = page.locator("[role=status][aria-live]");
  await page.locator("h1").click();
  await page.keyboard.press("q");
  await page.keyboard.type("First task");
  await page.keyboard.press("Enter");
  await said.filter({ hasText: "Added “First task”" }).waitFor({ state: "attached" });
  await page.keyboard.press("n");
  await page.keyboard.type("Second task");
  await page.keyboard.press("Enter");
  await row(page, "Second task").waitFor();
  await saved(page);

  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const titleAt = () => page.evaluate(() => document.activeElement?.querySelector(".row-title")?.textContent);
  const second = await titleAt();
  assert.ok(second);
  await page.keyboard.press("s");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.type("tomorrow");
  await page.keyboard.press("Enter");
  await said.filter({ hasText: "Tomorrow" }).waitFor({ state: "attached" });
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await page.locator("h1", { hasText: "Upcoming" }).waitFor();
  await row(page, second ?? "").waitFor();
  // A moved label may still be on its way to its place.
  await eventually(async () => {
    await page.keyboard.press("j");
    return page.locator(".row-open:focus").filter({ hasText: second }).isVisible();
  });
  await page.keyboard.press("Enter");
  await page.locator(".detail:focus").waitFor();
  await page.keyboard.press("1");
  await said.filter({ hasText: "priority high" }).waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await page.locator(".row-open:focus").waitFor();
  await page.keyboard.press("e");
  await said.filter({ hasText: "Completed" }).waitFor({ state: "attached" });
  await page.keyboard.press("z");
  await said.filter({ hasText: "Undone" }).waitFor({ state: "attached" });
  await saved(page);
  const task = (await person.tasks()).find(({ title }) => title === second);
  assert.deepEqual([task?.status, task?.priority, Boolean(task?.due)], ["open", "high", true]);
  // No shortcut may act during typing.
  await page.keyboard.press("/");
  await page.locator("h1", { hasText: "Search" }).waitFor();
  await page.getByRole("searchbox").fill("");
  await page.keyboard.type("xeze#");
  assert.equal(await page.getByRole("searchbox").inputValue(), "xeze#");
  await close();
});
