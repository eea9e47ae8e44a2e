import assert from "node:assert/strict";
import { test } from "node:test";
import { calendar } from "../fixtures/calendar.ts";
import { newUser, openDevice, patience, visit } from "./support/browser.ts";

const fileOf = (name: string, text: string) => ({ name, mimeType: "", buffer: Buffer.from(text) });
const chosen = "input[type=file]";

test("an import says how far it is, what came in, and what was here already", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person);
  await visit(page, "#/settings");
  await page.locator(chosen).setInputFiles(fileOf("year.ics", calendar(200, 42)));
  await page.locator("progress").waitFor();
  const outcome = page.locator(".import-outcome");
  await outcome.getByText("200 tasks were imported.").waitFor({ timeout: 2 * patience });
  assert.equal((await person.tasks()).length > 0, true);

  await page.locator(chosen).setInputFiles(fileOf("year.ics", calendar(200, 42)));
  await outcome.getByText("200 were here already.").waitFor();
  await outcome.getByText("0 tasks were imported.").waitFor();
  await outcome.getByRole("button", { name: "Close" }).click();
  await outcome.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await close();
});

test("what could not be carried over is told line by line; an error is gone with the next file", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/settings");
  await page.locator(chosen).setInputFiles(fileOf("broken.json", "{"));
  await page.locator(".form-problem", { hasText: "could not be imported" }).waitFor();
  const rows = [
    "TYPE,CONTENT,PRIORITY,DATE,DATE_LANG",
    "task,Buy milk,1,,en",
    "task,Meet,1,when pigs fly,en",
  ];
  await page.locator(chosen).setInputFiles(fileOf("todoist.csv", rows.join("\n")));
  await page.locator(".import-outcome", { hasText: "2 tasks were imported." }).waitFor();
  assert.equal(await page.locator(".form-problem").count(), 0);
  const line = page.locator(".import-report li");
  assert.match((await line.first().textContent()) ?? "", /^Line 3: .*pigs/);
  await close();
});

test("an import goes on behind another view, and over a reload", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/settings");
  await page.locator(chosen).setInputFiles(fileOf("year.ics", calendar(200, 7)));
  await page.locator("progress[value]").waitFor();
  await visit(page, "#/inbox");
  const toast = page.locator(".toast", { hasText: "200 tasks were imported." });
  await toast.waitFor({ timeout: 2 * patience });
  await toast.getByRole("button", { name: "Show" }).click();
  await page.locator(".import-outcome").waitFor();
  await page.reload();
  await page.locator(".import-outcome", { hasText: "200 tasks were imported." }).waitFor();
  await close();
});

test("what could not be carried over is told in German too", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person, { locale: "de-DE" });
  await visit(page, "#/settings");
  const rows = [
    "TYPE,CONTENT,PRIORITY,DATE,DATE_LANG",
    "task,Treffen,2,when pigs fly,en",
    "taks,Tippfehler,1,,en",
  ];
  await page.locator(chosen).setInputFiles(fileOf("todoist.csv", rows.join("\n")));
  const lines = page.locator(".import-report li");
  await lines.first().waitFor();
  const told = (await lines.allTextContents()).join("\n");
  for (const text of [
    /^Zeile 3: "Tippfehler" Nicht importiert\. TYPE „taks“ ist weder task noch section noch note\.$/m,
    /"Treffen" Die Prioritäten 2 und 3 sind beide mittel/,
    /"Treffen" Das Datum „when pigs fly“ ist nicht zu verstehen; es steht in den Notizen\./,
  ])
    assert.match(told, text);
  assert.doesNotMatch(told, /\b(is|not|the)\b/i, "nothing of it is English");
  const account = await person.call("GET", "/v1/me");
  assert.equal(account.body.language, "de", "mails will be German too");
  assert.deepEqual(faults, []);
  await close();
});
