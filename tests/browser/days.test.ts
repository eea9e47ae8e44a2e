import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, newUser, openDevice, quickAdd, row, saved, visit } from "./support/browser.ts";

test("of today's tasks those with a time come first, by the person's clock, then by priority", async () => {
  const person = await newUser();
  const date = dayOf(0);
  const at = (time: string, time_zone?: string) => ({ date, time, ...(time_zone && { time_zone }) });
  await person.create({ title: "whenever", due: { date } });
  await person.create({ title: "urgent", priority: "high", due: { date } });
  await person.create({ title: "noon", due: at("12:00") });
  await person.create({ title: "one, by London's clock", due: at("12:00", "Europe/London") });
  await person.create({ title: "half past twelve", due: at("12:30") });
  await person.create({ title: "noon and urgent", priority: "high", due: at("12:00") });
  const { page, close } = await openDevice(person);
  await row(page, "whenever").waitFor();
  assert.deepEqual(await page.locator(".row-title").allTextContents(), [
    ...["noon and urgent", "noon", "half past twelve", "one, by London's clock", "urgent", "whenever"],
  ]);
  await close();
});

test("rescheduling offers the coming days in their order, and on a weekend none that is another", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await quickAdd(page, "Move me");
  await saved(page);
  const offered = async (now: string) => {
    await page.clock.setFixedTime(now);
    await page.reload();
    await row(page, "Move me")
      .getByRole("button", { name: /Reschedule/ })
      .click();
    const choices = await page.locator(".choices .choice").allTextContents();
    return choices.map((words) => words.replace(",", ""));
  };
  assert.deepEqual(await offered("2031-03-06T12:00:00Z"), [
    ...[
      "TodayThu 6 Mar1",
      "TomorrowFri 7 Mar2",
      "This weekendSat 8 Mar3",
      "Next weekMon 10 Mar4",
      "No date5",
    ],
  ]);
  assert.deepEqual(await offered("2031-03-08T12:00:00Z"), [
    ...["TodaySat 8 Mar1", "TomorrowSun 9 Mar2", "Next weekMon 10 Mar3", "No date4"],
  ]);
  await close();
});

test("a reminder before a due date says when there is none", async () => {
  const person = await newUser();
  const { id } = await person.create({ title: "Some day", reminders: [{ before: "PT1H" }] });
  const { page, close } = await openDevice(person);
  await visit(page, `#/tasks/${id}`);
  const hint = page.getByText("Needs a due date");
  await hint.waitFor();
  await page.locator(".detail").getByRole("button", { name: "Set a date" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Tomorrow/ })
    .click();
  await hint.waitFor({ state: "detached" });
  await close();
});

test("settings say that push is on, but not on this device", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/settings");
  const hint = page.getByText("On for your account, but not on this device");
  await hint.waitFor();
  await page.getByRole("switch", { name: /Push notifications/ }).click();
  await hint.waitFor({ state: "detached" });
  await close();
});
