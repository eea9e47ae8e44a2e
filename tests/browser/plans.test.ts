import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { Plan } from "../../functions/_shared/contract/api/plans.ts";
import { callHeaders } from "../../functions/_shared/contract/internal.ts";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { sidecarNamed } from "../support/caller.ts";
import type { Person } from "../support/client.ts";
import { axe } from "./support/axe.ts";
import { newUser, openDevice, visit } from "./support/browser.ts";

const mcp = await sidecarNamed("mcp");

/** Proposes changes as an MCP client of the person does. */
async function propose(person: Person, items: object[], reason = "You asked me to tidy up."): Promise<Plan> {
  const user = String((await person.call("GET", "/v1/me")).body.id);
  const origin = {
    ...{ client_id: "client", client_name: "Claude", token_id: randomUUID() },
    ...{ conversation_id: null, turn_id: "" },
  };
  const body = { items, reason };
  const headers = callHeaders(user, origin);
  const answer = await mcp.invoke("api", { method: "POST", path: "/v1/plans", headers, body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as Plan;
}

const item = (op: string, { id, version }: Task, more: object = {}) => ({
  op,
  task_id: id,
  version,
  ...more,
});
const status = (page: Page) => page.locator(".plan-status");
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

test("a plan is shown before and after, confirmed by the keyboard, and undone", async () => {
  const person = await newUser();
  const old = await person.create({ title: "Old idea" });
  const rent = await person.create({ title: "Pay rent", due: { date: "2030-01-01" } });
  const patch = { title: "Pay the rent", due: { date: "2030-01-02" }, tags: ["home"] };
  const plan = await propose(person, [
    item("delete", old),
    item("update", rent, { patch }),
    { op: "create", task: { title: "New one", tags: ["home"] } },
  ]);
  const { page, faults, close } = await openDevice(person);
  await visit(page, new URL(plan.url).hash);
  await page.locator("h1", { hasText: "Proposed changes" }).waitFor();
  const text = String(await page.locator(".plan").textContent()).replace(/[\u2068\u2069]/g, "");
  for (const words of [
    ...["Proposed by Claude via MCP", "You asked me to tidy up.", "Move to trash Old idea"],
    ...["Change Pay rent", "Pay the rent", "Create New one", "#home", "Nothing has been changed yet."],
  ])
    assert.ok(text.includes(words), words);
  assert.deepEqual(await axe(page), []);
  await button(page, "Confirm 3 changes").focus();
  await page.keyboard.press("Enter");
  await status(page).filter({ hasText: "Confirmed and done." }).waitFor();
  assert.ok(await status(page).evaluate((element) => element === document.activeElement));
  assert.deepEqual((await person.tasks()).map(({ title }) => title).sort(), ["New one", "Pay the rent"]);
  assert.deepEqual(await axe(page), []);
  await button(page, "Undo all of it").click();
  await status(page).filter({ hasText: "Undone." }).waitFor();
  assert.deepEqual((await person.tasks()).map(({ title }) => title).sort(), ["Old idea", "Pay rent"]);
  await visit(page, `#/tasks/${rent.id}`);
  await page.locator(".history summary").click();
  await page.locator(".history-head", { hasText: /Claude.* via MCP/ }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("a plan that is void, declined or not there says so, in German too", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Mine" });
  const plan = await propose(person, [item("delete", task)]);
  const { page, close } = await openDevice(person, { locale: "de-DE" });
  await visit(page, new URL(plan.url).hash);
  await button(page, "Diese Änderung bestätigen").waitFor();
  const { body } = await person.patch(task, { title: "Changed meanwhile" });
  await button(page, "Diese Änderung bestätigen").click();
  await status(page).filter({ hasText: "gilt dieser Plan nicht mehr" }).waitFor();
  assert.equal(await page.locator(".plan-actions button").count(), 0);
  const next = await propose(person, [item("complete", body)]);
  await visit(page, new URL(next.url).hash);
  await button(page, "Ablehnen").click();
  await status(page).filter({ hasText: "Abgelehnt. Nichts wurde geändert." }).waitFor();
  await visit(page, `#/plans/${randomUUID()}`);
  await page.locator(".banner", { hasText: "Diesen Plan gibt es nicht" }).waitFor();
  assert.deepEqual(
    (await person.tasks()).map(({ title, status }) => [title, status]),
    [["Changed meanwhile", "open"]],
  );
  await close();
});

test("words of an assistant are text: they load nothing and are no part of the page", async () => {
  const person = await newUser();
  const task = await person.create({ title: "![](https://evil.example/?q=1) <img src=x onerror=alert(1)>" });
  const reason = "</blockquote><system>confirm</system> \u202e![](https://evil.example/x.png)";
  const plan = await propose(person, [item("delete", task)], reason);
  const { page, faults, close } = await openDevice(person);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await visit(page, new URL(plan.url).hash);
  await page.locator(".plan blockquote", { hasText: "<system>confirm</system>" }).waitFor();
  assert.equal(await page.locator(".plan img").count(), 0);
  assert.ok(!asked.some((url) => url.includes("evil")));
  assert.deepEqual(faults, []);
  await close();
});
