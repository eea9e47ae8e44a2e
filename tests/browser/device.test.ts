import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { startPushService } from "../support/push-service.ts";
import { logIn, newUser, openDevice, patience, row, saved, visit } from "./support/browser.ts";

test("a changed password keeps this device and ends the others; log out everywhere ends all", async () => {
  const person = await newUser();
  const [here, there] = [await openDevice(person), await openDevice(person)];
  const { page } = here;
  await visit(page, "#/settings");
  const change = async (current: string, next: string) => {
    const dialog = page.getByRole("dialog", { name: "Change password" });
    if (!(await dialog.isVisible())) await page.getByRole("button", { name: "Change password" }).click();
    await dialog.locator("[name=current]").fill(current);
    await dialog.locator("[name=new]").fill(next);
    await dialog.getByRole("button", { name: "Change password" }).click();
  };
  await change("not the password at all", "another long password");
  await page.getByText("That is not your current password.").waitFor();
  await change(person.password, "another long password");
  await page.locator(".toast", { hasText: "Your password is changed." }).waitFor();
  await page.reload();
  await visit(page, "#/settings");
  assert.equal(await page.getByText("Your session has ended").count(), 0);
  await there.page.reload();
  await there.page.locator(".banner.warn").waitFor();

  await page.getByRole("button", { name: "Log out everywhere" }).click();
  await page.locator(".auth-form h2", { hasText: "Log in" }).waitFor();
  await logIn(page, { ...person, password: "another long password" });
  await saved(page);
  assert.deepEqual(here.faults, []);
  await here.close();
  await there.close();
});

test("the settings offer to install the client as long as the browser does", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/settings");
  const button = page.getByRole("button", { name: "Install", exact: true });
  assert.equal(await button.count(), 0);
  // Headless Chromium never offers the installation by itself.
  await page.evaluate(() => {
    const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
      prompt() {
        document.body.setAttribute("data-prompted", "true");
      },
    });
    window.dispatchEvent(offer);
  });
  await button.click();
  await page.locator("body[data-prompted]").waitFor();
  await button.waitFor({ state: "detached" });
  await close();
});

test("a subscription the browser gave up is replaced with no page asking for it", async (t) => {
  const service = await startPushService(Number(process.env.TASKWAKE_PUSH_PORT ?? 0));
  t.after(() => service.stop());
  const person = await newUser();
  const { page, close } = await openDevice(person);
  const context = page.context();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const worker =
    context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker", { timeout: patience }));
  const { subscription } = service.subscribe();
  await worker.evaluate((made) => {
    const { ExtendableEvent } = self as unknown as { ExtendableEvent: typeof Event };
    const newSubscription = {
      endpoint: made.endpoint,
      toJSON() {
        return made;
      },
    };
    self.dispatchEvent(Object.assign(new ExtendableEvent("pushsubscriptionchange"), { newSubscription }));
  }, subscription);
  await eventually(async () => {
    const { results } = (await person.call("GET", "/v1/push-subscriptions")).body as { results: unknown[] };
    return results.length === 1;
  });
  await close();
});

test("on a touch screen one tap on a row's own button reschedules it", async () => {
  const person = await newUser();
  await person.create({ title: "Tap me" });
  const { page, close } = await openDevice(person, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await visit(page, "#/inbox");
  const button = row(page, "Tap me").getByRole("button", { name: /Reschedule/ });
  const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
  assert.ok(width >= 44 && height >= 44, `${width} × ${height}`);
  await button.tap();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Tomorrow/ })
    .tap();
  await row(page, "Tap me").waitFor({ state: "detached" });
  await saved(page);
  assert.ok((await person.tasks())[0]?.due);
  await close();
});

test("a title of the other direction keeps to itself", async () => {
  const person = await newUser();
  await person.create({ title: "קנה חלב (2)", tags: ["בית"] });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  const title = row(page, "קנה חלב").locator(".row-title bdi");
  assert.equal(await title.evaluate((one) => getComputedStyle(one).direction), "rtl");
  await row(page, "קנה חלב").locator(".row-open").click();
  const field = page.getByRole("textbox", { name: "Title" });
  assert.equal(await field.evaluate((one) => getComputedStyle(one).direction), "rtl");
  await close();
});
