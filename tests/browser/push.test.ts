import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { startPushService } from "../support/push-service.ts";
import { newUser, openDevice, row, saved, upToDate, url, visit } from "./support/browser.ts";
import { press, shown, workerOf } from "./support/worker.ts";

test("a reminder reaches the device with the page closed; Complete and Snooze work from it; a click opens the task", async (t) => {
  const service = await startPushService(Number(process.env.TASKWAKE_PUSH_PORT ?? 0));
  t.after(() => service.stop());
  const person = await newUser();
  const device = await openDevice(person, { notifications: true });
  const { page } = device;
  const context = page.context();
  await context.grantPermissions(["notifications"], { origin: url });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await upToDate(page);
  // The subscription belongs to the test's push service, since the browser's own service is unreachable here.
  const browser = service.subscribe();
  const answer = await person.call("POST", "/v1/push-subscriptions", {
    body: { ...browser.subscription, device: "Chromium" },
  });
  assert.equal(answer.status, 201);

  const at = new Date(Date.now() + 6_000).toISOString();
  const titles = ["Take the bread out", "Call back", "Read me"];
  for (const title of titles) await person.create({ title, reminders: [{ at }] });
  await visit(page, "#/inbox");
  await row(page, "Read me").waitFor();

  const keeper = await context.newPage();
  await keeper.goto("about:blank");
  const session = await context.newCDPSession(page);
  const { worker, deliver } = await workerOf(context, session);
  await page.goto("about:blank");

  await eventually(() => browser.received.length === 3, { ms: 60_000, what: "three pushes" });
  assert.deepEqual(service.faults, []);
  for (const { at: came, payload } of browser.received)
    assert.ok(came >= Date.parse(payload.remind_at), "early");
  for (const { payload } of browser.received) await deliver(JSON.stringify(payload));
  const notifications = await shown(worker);
  assert.deepEqual(notifications.map(({ title }) => title).sort(), [...titles].sort());
  const tagOf = (title: string) => notifications.find((one) => one.title === title)?.tag ?? "";

  await press(worker, tagOf("Take the bread out"), "complete");
  await press(worker, tagOf("Call back"), "snooze");
  await eventually(
    async () => {
      const tasks = await person.tasks();
      const [bread, call] = titles.map((title) => tasks.find((task) => task.title === title));
      return bread?.status === "done" && call?.snoozed_until;
    },
    { ms: 30_000, what: "what was pressed to reach the server" },
  );

  // Back in the client, which shows the changes made from notifications, and in its ledger the pushes.
  await page.goto(
    `/#/tasks/${browser.received.find(({ payload }) => payload.title === "Read me")?.payload.task_id}`,
  );
  await page.getByRole("textbox", { name: "Title" }).waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Title" }).inputValue(), "Read me");
  await visit(page, "#/inbox");
  assert.equal(await row(page, "Take the bread out").count(), 0);
  await press(worker, tagOf("Read me"), "");
  await page.getByRole("complementary", { name: "Task details" }).waitFor();
  await saved(page);
  await visit(page, "#/activity");
  await page.locator(".notice", { hasText: "Read me" }).getByText("Push: Sent").waitFor();
  await device.close();
});

test("a notification speaks the language that the person chose, whatever the device speaks", async () => {
  const { page, close } = await openDevice(await newUser(), { notifications: true });
  const context = page.context();
  await context.grantPermissions(["notifications"], { origin: url });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const { worker, deliver } = await workerOf(context, await context.newCDPSession(page));
  const push = { kind: "reminder", title: "Look up", tag: "one", task_id: 1, due: { date: "2026-12-24" } };
  const says = async (words: RegExp) => {
    await deliver(JSON.stringify(push));
    assert.match((await shown(worker))[0]?.body ?? "", words);
  };
  await says(/^Due Thursday/);

  await visit(page, "#/settings");
  await page.getByRole("combobox", { name: /^Language/ }).selectOption({ label: "Deutsch" });
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  await says(/^Fällig Donnerstag/);
  await close();
});

test("a reminder shows in the open client, with Complete and Snooze", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await upToDate(page);
  await person.create({ title: "Look up", reminders: [{ at: new Date(Date.now() + 3000).toISOString() }] });
  const toast = page.locator(".toast", { hasText: "Reminder: Look up" });
  await toast.waitFor();
  await toast.getByRole("button", { name: "Complete" }).click();
  await saved(page);
  assert.equal((await person.tasks())[0]?.status, "done");
  // It counts beside the notifications until it is read.
  const link = page.locator(".links a", { hasText: "Notifications" });
  await link.locator(".count", { hasText: /^1$/ }).waitFor();
  await link.click();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await link.locator(".count").waitFor({ state: "detached" });
  await close();
});
