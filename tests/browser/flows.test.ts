import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { newUser, openDevice, quickAdd, row, saved, visit } from "./support/browser.ts";

const find = async (person: Awaited<ReturnType<typeof newUser>>, title: string) =>
  (await person.tasks()).find((task) => task.title === title);

test("a new person gets to the first task within seconds", async () => {
  const { page, faults, close } = await openDevice();
  await page.locator("[name=email]").fill(`first-${Date.now()}@example.com`);
  await page.locator("[name=password]").fill("a long enough password");
  await page.locator("button[type=submit]").click();
  await page.locator(".main [data-quick-add]:focus").waitFor();
  await page.keyboard.type("Call the dentist tomorrow 10am");
  await page.locator(".chip-time").waitFor();
  await page.keyboard.press("Enter");
  await visit(page, "#/upcoming");
  await row(page, "Call the dentist").waitFor();
  await saved(page);
  assert.deepEqual(faults, []);
  await close();
});

test("quick add marks what it understood, and takes a dismissed part as title", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  const field = page.locator(".main [data-quick-add]");
  await field.fill("pay rent every last day 9am !high #home remind me 1h before");
  assert.deepEqual(await page.locator(".quick-add-marks mark").allTextContents(), [
    "every last day",
    "9am",
    "!high",
    "#home",
    "remind me 1h before",
  ]);
  await field.press("Enter");
  await saved(page);
  const rent = await find(person, "pay rent");
  assert.equal(rent?.recurrence?.rrule, "FREQ=MONTHLY;BYMONTHDAY=-1");
  assert.equal(rent?.due?.time, "09:00");
  assert.deepEqual([rent?.priority, rent?.tags, rent?.reminders], ["high", ["home"], [{ before: "PT1H" }]]);

  await field.fill("watch Friday #film");
  await page.getByRole("button", { name: /Date: .* take it as part of the title/ }).click();
  await field.press("Enter");
  await saved(page);
  const film = await find(person, "watch Friday");
  assert.deepEqual(film?.tags, ["film"]);
  await close();
});

test("a sheet that is opened in the moment another closes stays open", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await page.locator("h1").click();
  await page.keyboard.press("q");
  await page.keyboard.type("First");
  // The next key arrives before the `close` event of the sheet that was just closed.
  await page.evaluate(async () => {
    const form = document.querySelector<HTMLFormElement>("dialog form");
    form?.requestSubmit();
    while (document.querySelector("dialog[open]")) await undefined;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
  });
  await page.keyboard.type("Second");
  await page.keyboard.press("Enter");
  await row(page, "First").waitFor();
  await row(page, "Second").waitFor();
  // The same with Escape.
  await page.keyboard.press("n");
  await page.locator("dialog[open]").evaluate((dialog) => {
    new MutationObserver(() =>
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true })),
    ).observe(dialog, { attributeFilter: ["open"] });
  });
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await close();
});

test("complete, undo, delete, restore: the list, the server and the trash agree", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person);
  await quickAdd(page, "Buy milk");
  await row(page, "Buy milk").getByRole("checkbox").click();
  await row(page, "Buy milk").waitFor({ state: "detached" });
  await saved(page);
  assert.equal((await find(person, "Buy milk"))?.status, "done");
  await page.getByRole("button", { name: "Undo" }).click();
  await row(page, "Buy milk").waitFor();
  await saved(page);
  assert.equal((await find(person, "Buy milk"))?.status, "open");

  await row(page, "Buy milk").locator(".row-open").focus();
  await page.keyboard.press("#");
  await row(page, "Buy milk").waitFor({ state: "detached" });
  await visit(page, "#/trash");
  await row(page, "Buy milk").locator(".row-open").click();
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await row(page, "Buy milk").waitFor({ state: "detached" });
  await saved(page);
  assert.equal((await find(person, "Buy milk"))?.status, "open");
  assert.deepEqual(faults, []);
  await close();
});

test("the detail edits everything, and its history names who changed what", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Plan trip" });
  const { page, faults, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Plan trip").locator(".row-open").click();
  const detail = page.getByRole("complementary", { name: "Task details" });
  await detail.getByRole("textbox", { name: "Title" }).fill("Plan the trip");
  await detail
    .getByRole("textbox", { name: "Notes" })
    .fill("**Pack**\n\n- tent <img src=x onerror=alert(1)>\n- [map](javascript:alert(1))");
  await detail.getByRole("textbox", { name: "Notes" }).blur();
  await detail.locator(".markdown strong").waitFor();
  assert.equal(await detail.locator(".markdown img, .markdown a").count(), 0);
  await detail.getByRole("radio", { name: "High" }).check();
  await detail.getByRole("button", { name: "Set a date" }).click();
  await page.getByRole("textbox", { name: "When" }).fill("tomorrow 14:30");
  await page.keyboard.press("Enter");
  await detail.getByRole("combobox", { name: "Add a tag" }).fill("holiday");
  await detail.getByRole("combobox", { name: "Add a tag" }).press("Enter");
  await detail.getByRole("combobox", { name: "Add a reminder" }).selectOption("PT30M");
  await saved(page);
  const after = await eventually(async () => {
    const found = (await person.call("GET", `/v1/tasks/${task.id}`)).body;
    return found.reminders.length > 0 && found;
  });
  assert.equal(after.title, "Plan the trip");
  assert.match(after.notes, /tent/);
  assert.deepEqual([after.priority, after.due.time, after.tags], ["high", "14:30", ["holiday"]]);
  assert.deepEqual(after.reminders, [{ before: "PT30M" }]);

  await detail.getByText("History").click();
  await detail.locator(".history li", { hasText: "Created" }).waitFor();
  const entry = detail.locator(".history li", { hasText: "Title" }).first();
  assert.match((await entry.textContent()) ?? "", /by you.*Plan trip.*Plan the trip/s);
  await detail.getByText("What became of its reminders").click();
  await detail.locator(".ledger li").first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("the recurrence editor previews the rule in words and its dates, and saves it", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Team lunch", due: { date: "2027-01-28", time: "12:00" } });
  const { page, close } = await openDevice(person);
  await visit(page, `#/tasks/${task.id}`);
  await page.locator(".value-button").click();
  const editor = page.getByRole("dialog", { name: "Repeat" });
  await editor.getByRole("button", { name: "Monthly" }).click();
  await editor.getByRole("combobox", { name: "On" }).selectOption("n-1");
  await editor.locator(".preview .rule", { hasText: "every month on the last Thursday" }).waitFor();
  const dates = await editor.locator(".preview .chip").allTextContents();
  assert.match(dates.join(), /28 Jan 2027.*25 Feb 2027.*25 Mar 2027.*29 Apr 2027/);
  await editor.getByRole("button", { name: /Leave out .*25 Feb 2027/ }).click();
  await editor.getByRole("button", { name: "Save" }).click();
  await saved(page);
  const { recurrence } = (await person.call("GET", `/v1/tasks/${task.id}`)).body;
  assert.equal(recurrence.rrule, "FREQ=MONTHLY;BYDAY=-1TH");
  assert.deepEqual(recurrence.exdates, ["2027-02-25"]);
  await close();
});

test("completing an occurrence brings the next one, skipping does too", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await quickAdd(page, "Stretch every day");
  await saved(page);
  await row(page, "Stretch").getByRole("checkbox").click();
  await visit(page, "#/upcoming");
  await row(page, "Stretch").first().waitFor();
  await row(page, "Stretch").first().locator(".row-open").click();
  await page.getByRole("button", { name: "Skip this one" }).click();
  await saved(page);
  await visit(page, "#/completed");
  await row(page, "Stretch").filter({ hasText: "Skipped" }).waitFor();
  assert.equal(await row(page, "Stretch").count(), 2);
  await close();
});

test("filters, sort and search find what they say", async () => {
  const person = await newUser();
  await person.create({ title: "Alpha", priority: "high", tags: ["work"], due: { date: "2026-01-05" } });
  await person.create({ title: "Beta", tags: ["work", "home"], notes: "with a Überraschung inside" });
  await person.create({ title: "Gamma", priority: "low", due: { date: "2030-01-05" } });
  const { page, close } = await openDevice(person);
  await visit(page, "#/all");
  await row(page, "Gamma").waitFor();
  const titles = () => page.locator(".row-title").allTextContents();
  assert.deepEqual(await titles(), ["Alpha", "Gamma", "Beta"]);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Sort by" }).selectOption("title");
  await page.getByRole("button", { name: "Ascending" }).click();
  assert.deepEqual(await titles(), ["Gamma", "Beta", "Alpha"]);
  await page.locator(".toggle", { hasText: "#work" }).click();
  assert.deepEqual(await titles(), ["Beta", "Alpha"]);
  await page.locator(".toggle", { hasText: "High" }).click();
  assert.deepEqual(await titles(), ["Alpha"]);
  await page.getByRole("button", { name: "Clear filter" }).click();
  await page.getByRole("combobox", { name: "Due" }).selectOption("overdue");
  assert.deepEqual(await titles(), ["Alpha"]);
  await page.keyboard.press("Escape");
  await visit(page, "#/search");
  await page.getByRole("searchbox").fill("uberra");
  assert.deepEqual(await titles(), ["Beta"]);
  await visit(page, "#/tag/home");
  assert.deepEqual(await titles(), ["Beta"]);
  await close();
});

test("several tasks are changed at once, and one undo takes it all back", async () => {
  const person = await newUser();
  for (const title of ["One", "Two", "Three"]) await person.create({ title });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Three").waitFor();
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: "Reschedule", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Tomorrow/ })
    .click();
  await row(page, "One").waitFor({ state: "detached" });
  await saved(page);
  assert.equal((await person.tasks()).filter(({ due }) => due).length, 3);
  await page.keyboard.press("z");
  await row(page, "Two").waitFor();
  await saved(page);
  assert.equal((await person.tasks()).filter(({ due }) => due).length, 0);
  await close();
});

test("dragging a task onto a view or a day reschedules it", async () => {
  const person = await newUser();
  await person.create({ title: "Drag me" });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Drag me")
    .locator(".row-title")
    .dragTo(page.locator(".links li", { hasText: "Today" }));
  await row(page, "Drag me").waitFor({ state: "detached" });
  await visit(page, "#/upcoming?as=calendar");
  const cells = page.locator(".month td");
  const at = await cells.evaluateAll((all) =>
    all.findIndex((cell) => (cell as HTMLElement).dataset.today === "true"),
  );
  const target = at < 41 ? at + 1 : at - 1;
  await cells.nth(at).locator(".event", { hasText: "Drag me" }).dragTo(cells.nth(target));
  await cells.nth(target).locator(".event", { hasText: "Drag me" }).waitFor();
  await saved(page);
  const [task] = await person.tasks();
  const label = await cells.nth(target).locator(".day-number").textContent();
  assert.equal(Number(task?.due?.date.slice(8)), Number(label));
  await close();
});

test("the palette runs commands and opens tasks; a shared link becomes a task", async () => {
  const person = await newUser();
  await person.create({ title: "Needle in the hay" });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Needle").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("needle");
  await page.getByRole("option", { name: "Needle" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "Task details" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("insights");
  await page.getByRole("option", { name: "Insights", selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("h1", { hasText: "Insights" }).waitFor();
  await page.goto("/?title=An+article&url=https%3A%2F%2Fexample.com%2Fa");
  await page.locator("dialog [data-quick-add]").waitFor();
  await page.keyboard.press("Enter");
  await saved(page);
  assert.equal((await find(person, "An article"))?.notes, "https://example.com/a");
  await close();
});

test("settings reach the server; German speaks everywhere", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person);
  await visit(page, "#/settings");
  await page.getByRole("combobox", { name: "E-mail" }).selectOption("fallback");
  await page.getByRole("switch", { name: "Daily summary" }).click();
  await page.getByRole("switch", { name: /Quiet hours/ }).click();
  const wholeDays = page.getByRole("textbox", { name: "Reminders of days without a time" });
  await wholeDays.fill("0:01");
  await wholeDays.press("Enter");
  await eventually(async () => {
    const { notifications, quiet_hours } = (await person.call("GET", "/v1/me")).body;
    const { email, digest, whole_day_time } = notifications;
    return email === "fallback" && digest && whole_day_time === "00:01" && quiet_hours?.from === "22:00";
  });
  // The client knows when such a reminder has passed.
  await visit(page, "#/today");
  await quickAdd(page, "Bins today remind me when due");
  await page
    .locator(".toast", { hasText: "Bins" })
    .getByText(/is in the past/)
    .waitFor();
  await visit(page, "#/settings");
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await page.locator("h1", { hasText: "Einstellungen" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await visit(page, "#/today");
  await quickAdd(page, "Zahnarzt morgen um 10 !hoch");
  await saved(page);
  assert.equal((await find(person, "Zahnarzt"))?.priority, "high");
  assert.deepEqual(faults, []);
  await close();
});
