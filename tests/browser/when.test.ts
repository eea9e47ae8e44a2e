import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { newUser, openDevice, row, saved, visit } from "./support/browser.ts";

/** A Thursday. */
const today = "2031-03-06";

/** Presses a key on a row, which opens the date popover. */
async function ask(page: Page, key: "s" | "h", title: string): Promise<void> {
  await row(page, title).locator(".row-open").focus();
  await page.keyboard.press(key);
  await page.locator("dialog[open]").waitFor();
}

const phrases = [
  {
    locale: "en-GB",
    said: "fri 9",
    read: /Fri,? 7 Mar 2031, 9:00/,
    due: { date: "2031-03-07", time: "09:00" },
  },
  { locale: "en-GB", said: "in 3 days", read: /Sun,? 9 Mar 2031/, due: { date: "2031-03-09" } },
  { locale: "en-GB", said: "2", read: /Fri,? 7 Mar 2031/, due: { date: "2031-03-07" } },
  {
    ...{ locale: "de-DE", said: "morgen 18 Uhr", read: /Fr\.?,? 7\. März 2031, 18:00/ },
    due: { date: "2031-03-07", time: "18:00" },
  },
  {
    locale: "de-DE",
    said: "mo 9",
    read: /Mo\.?,? 10\. März 2031, 0?9:00/,
    due: { date: "2031-03-10", time: "09:00" },
  },
] as const;

test("a date is typed as it is spoken, in both languages, and shown in full before it is taken", async () => {
  const person = await newUser();
  for (const { said } of phrases) await person.create({ title: `Say ${said}.` });
  for (const locale of ["en-GB", "de-DE"]) {
    const { page, close } = await openDevice(person, { locale, today });
    await visit(page, "#/inbox");
    for (const { said, read } of phrases.filter((one) => one.locale === locale)) {
      await ask(page, "s", `Say ${said}.`);
      await page.keyboard.type(said);
      await page.locator(".when-read .choice").filter({ hasText: read }).waitFor();
      await page.keyboard.press("Enter");
      await row(page, `Say ${said}.`).waitFor({ state: "detached" });
    }
    await saved(page);
    await close();
  }
  const tasks = await person.tasks();
  for (const { said, due } of phrases)
    assert.deepEqual(tasks.find(({ title }) => title === `Say ${said}.`)?.due, due, said);
});

test("what is not only a date is not understood, and Enter leaves the task as it is", async () => {
  const person = await newUser();
  await person.create({ title: "Stay" });
  const { page, close } = await openDevice(person, { today });
  await visit(page, "#/inbox");
  await ask(page, "s", "Stay");
  for (const text of ["buy milk fri", "every friday", "fri 25", "31 feb"]) {
    await page.getByRole("textbox", { name: "When" }).fill(text);
    await page.locator(".when-read", { hasText: "Not understood" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
  }
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Stay");
  await saved(page);
  assert.equal((await person.tasks())[0]?.due, null);
  await close();
});

test("the popover opens beside its row and within the window", async () => {
  const person = await newUser();
  for (let i = 0; i < 30; i++) await person.create({ title: `Row ${i}.` });
  const { page, close } = await openDevice(person, { viewport: { width: 1280, height: 720 } });
  await visit(page, "#/inbox");
  for (const title of ["Row 29.", "Row 18.", "Row 0."]) {
    await row(page, title).scrollIntoViewIfNeeded();
    await ask(page, "s", title);
    const line = await row(page, title).boundingBox();
    const popover = await page.locator("dialog[open]").boundingBox();
    assert.ok(line && popover);
    const [top, bottom] = [popover.y, popover.y + popover.height];
    assert.ok(top >= 0 && bottom <= 720 && popover.x >= 0 && popover.x + popover.width <= 1280, title);
    const gap = Math.max(top - (line.y + line.height), line.y - bottom);
    assert.ok(gap < 24, `${title} ${gap} px away`);
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
  }
  await close();
});

test("the small calendar goes by keys, and its weeks begin as the person's", async () => {
  const person = await newUser();
  await person.create({ title: "Plan" });
  const { page, close } = await openDevice(person, { today });
  await visit(page, "#/settings");
  await page.getByRole("combobox", { name: /week/i }).selectOption("7");
  await visit(page, "#/inbox");
  await ask(page, "s", "Plan");
  assert.equal(await page.locator(".days th").first().textContent(), "Su");
  await page.locator(".days .day[tabindex='0']").focus();
  const steps = [
    ["ArrowRight", "Friday 7 March 2031"],
    ["ArrowDown", "Friday 14 March 2031"],
    ["Home", "Sunday 9 March 2031"],
    ["End", "Saturday 15 March 2031"],
    ["PageDown", "Tuesday 15 April 2031"],
    ["Shift+PageUp", "Monday 15 April 2030"],
    ["PageUp", "Friday 15 March 2030"],
    ["Shift+PageDown", "Saturday 15 March 2031"],
    ["ArrowLeft", "Friday 14 March 2031"],
  ] as const;
  for (const [key, day] of steps) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    assert.equal(focused?.replace(",", ""), day, key);
  }
  await page.keyboard.press("Enter");
  await row(page, "Plan").waitFor({ state: "detached" });
  await saved(page);
  assert.deepEqual((await person.tasks())[0]?.due, { date: "2031-03-14" });
  await close();
});

test("snoozing offers the coming moments, by number or in the person's own words", async () => {
  const person = await newUser();
  const titles = ["By number", "In words"];
  for (const title of titles) await person.create({ title, due: { date: today, time: "08:00" } });
  const { page, close } = await openDevice(person, { today });
  await row(page, "By number").waitFor();
  await ask(page, "h", "By number");
  const offered = await page.locator(".choices .choice").allTextContents();
  assert.deepEqual(
    offered.map((one) => one.replace(/Thu|Fri|Mon [\d:]+/g, "").replace(/[\d: ]+$/, "")),
    ["Later today", "Tonight", "Tomorrow morning", "Monday"],
  );
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");
  await row(page, "By number")
    .getByTitle(/Snoozed until.*20:00/)
    .waitFor();
  await ask(page, "h", "In words");
  await page.getByRole("textbox", { name: "When" }).fill("6.3.2031 9:00");
  await page.locator(".when-read", { hasText: "has passed" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "When" }).fill("sat 10:30");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await saved(page);
  const tasks = await person.tasks();
  assert.deepEqual(
    titles.map((title) => tasks.find((task) => task.title === title)?.snoozed_until),
    ["2031-03-06T19:00:00.000Z", "2031-03-08T09:30:00.000Z"],
  );
  await close();
});

test("in the details one button opens it, with the time and a zone found by a part of its name", async () => {
  const person = await newUser();
  const { id } = await person.create({ title: "Call London", due: { date: today, time: "15:00" } });
  const { page, close } = await openDevice(person, { today });
  await visit(page, `#/tasks/${id}`);
  const detail = page.locator(".detail");
  await detail.getByRole("button", { name: /^Due/ }).click();
  await page.getByRole("textbox", { name: "Time", exact: true }).fill("16:30");
  await page.getByRole("combobox", { name: "Time zone" }).fill("london");
  await page.getByRole("option", { name: "Europe/London" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Move" }).click();
  await saved(page);
  const [task] = await person.tasks();
  assert.deepEqual(task?.due, { date: today, time: "16:30", time_zone: "Europe/London" });
  await detail.getByRole("combobox", { name: "Add a reminder" }).selectOption({ label: "At a time of day…" });
  await detail.getByRole("combobox", { name: "Day" }).selectOption("P1D");
  await detail.getByRole("textbox", { name: "Time", exact: true }).fill("18:00");
  await detail.getByRole("button", { name: "Add", exact: true }).click();
  await detail.getByText("1 day before, 18:00").waitFor();
  await detail.getByRole("combobox", { name: "Add a reminder" }).selectOption("custom");
  await page.getByRole("textbox", { name: "When" }).fill("tomorrow 7:15");
  await page.keyboard.press("Enter");
  await detail.getByText(/At 7 Mar.*7:15/).waitFor();
  await saved(page);
  assert.deepEqual((await person.tasks())[0]?.reminders, [
    { before: "P1D", time: "18:00" },
    { at: "2031-03-07T06:15:00.000Z" },
  ]);
  await close();
});

test("several tasks each keep their time, unless one is given for all", async () => {
  const person = await newUser();
  await person.create({ title: "At eight", due: { date: today, time: "08:00" } });
  await person.create({ title: "All day", due: { date: today } });
  const duesOf = async () =>
    (await person.tasks()).toSorted((a, b) => b.title.localeCompare(a.title)).map(({ due }) => due);
  const { page, close } = await openDevice(person, { today });
  for (const [said, dues] of [
    ["sat", [{ date: "2031-03-08", time: "08:00" }, { date: "2031-03-08" }]],
    ["sun 10", Array.from({ length: 2 }, () => ({ date: "2031-03-09", time: "10:00" }))],
  ] as const) {
    await visit(page, "#/all");
    await row(page, "At eight").waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("s");
    await page.getByRole("textbox", { name: "When" }).fill(said);
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await saved(page);
    assert.deepEqual(await duesOf(), dues);
  }
  await close();
});

test("moving a task that repeats asks whether all that follow move too, and both can be undone", async () => {
  const person = await newUser();
  const daily = { due: { date: today, time: "09:00" }, recurrence: { rrule: "FREQ=DAILY" } };
  for (const title of ["Walk once.", "Walk always."]) await person.create({ title, ...daily });
  await person.create({
    title: "Clean.",
    due: { date: today },
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TH" },
  });
  const { page, close } = await openDevice(person, { today });
  await visit(page, "#/all");
  const move = async (title: string, said: string, which: string) => {
    await ask(page, "s", title);
    await page.keyboard.type(said);
    await page.keyboard.press("Enter");
    await page.getByText("This repeats.").waitFor();
    await page.getByRole("button", { name: which, exact: true }).click();
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await saved(page);
  };
  const of = async (title: string) => (await person.tasks()).find((task) => task.title === title);
  await move("Walk once.", "today 18:00", "Only this one");
  assert.equal((await of("Walk once."))?.due?.time, "18:00");
  assert.equal((await of("Walk once."))?.recurrence?.anchor.time, "09:00");
  await move("Walk always.", "today 18:00", "This one and all that follow");
  assert.deepEqual((await of("Walk always."))?.recurrence?.anchor, { date: today, time: "18:00" });
  await move("Clean.", "fri", "This one and all that follow");
  assert.equal((await of("Clean."))?.recurrence?.rrule, "FREQ=WEEKLY;BYDAY=FR");
  await page.keyboard.press("z");
  await page.locator(".toast", { hasText: "Undone" }).waitFor();
  await saved(page);
  assert.equal((await of("Clean."))?.recurrence?.rrule, "FREQ=WEEKLY;BYDAY=TH");
  // The same date again changes nothing, so there is nothing to ask.
  await ask(page, "s", "Clean.");
  await page.keyboard.type("today");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await close();
});

test("a reminder for a moment that has passed says so, when it is set and when its task moves", async () => {
  const person = await newUser();
  const reminders = [{ before: "PT0S" }];
  await person.create({ title: "Ring.", due: { date: today, time: "18:00" }, reminders });
  const { page, close } = await openDevice(person, { today });
  await visit(page, "#/all");
  const passed = page.locator(".toast", { hasText: "in the past" });
  const move = async (said: string) => {
    await ask(page, "s", "Ring.");
    await page.keyboard.type(said);
    await page.keyboard.press("Enter");
    await page.locator(".toast", { hasText: "Moved" }).waitFor();
  };
  await move("today 9:00");
  await passed.waitFor();
  await move("tomorrow 9:00");
  await passed.waitFor({ state: "detached" });
  await close();
});
