import assert from "node:assert/strict";
import { test } from "node:test";
import { confirmEmail } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { startMailServer } from "../support/mail-server.ts";
import { axe } from "./support/axe.ts";
import { newUser, openDevice, row, screenshot, url } from "./support/browser.ts";

test("who forgot their password comes back by the link, which works once; every device logs in again", async (t) => {
  const mail = await startMailServer(Number(process.env.TASKWAKE_SMTP_PORT ?? 0));
  t.after(() => mail.stop());
  const person = await newUser();
  await confirmEmail(url, person, mail);
  await person.create({ title: "Still here", due: { date: new Date().toISOString().slice(0, 10) } });
  const other = await openDevice(person);
  const { page, faults, close } = await openDevice();
  await page.getByRole("button", { name: "I have an account" }).click();
  await page.getByRole("textbox", { name: "E-mail address" }).fill(person.email);
  await page.getByRole("button", { name: "Forgot your password?" }).click();
  const address = page.getByRole("textbox", { name: "E-mail address" });
  assert.equal(await address.inputValue(), person.email, "nobody types it twice");
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "password-forgotten");
  await address.press("Enter");
  await page.getByText("the link is on its way").waitFor();
  await page.getByText("Nothing came?").waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "password-link-sent");

  const link = await eventually(
    () =>
      mail
        .to(person.email)
        .flatMap(({ html }) => /href="([^"]*#\/reset[^"]*)"/.exec(html ?? "")?.[1] ?? [])[0],
    { what: "the link" },
  );
  // The link may be opened in a browser with a session.
  await other.page.goto(link);
  const field = other.page.getByLabel("New password");
  await field.fill("short");
  await field.press("Enter");
  assert.ok(await field.evaluate((input: HTMLInputElement) => input.validity.tooShort));
  await field.fill("another good password");
  assert.deepEqual(await axe(other.page), []);
  await screenshot(other.page, "password-new");
  await field.press("Enter");
  await other.page.getByText("Your new password is set").first().waitFor();
  assert.ok(!other.page.url().includes("token"), "the token does not stay in the address");
  await other.page.locator(".banner").getByRole("button", { name: "Log in" }).click();
  const dialog = other.page.getByRole("dialog");
  await dialog.locator("[name=email]").fill(person.email);
  await dialog.locator("[name=password]").fill("another good password");
  await dialog.locator("[name=password]").press("Enter");
  await dialog.waitFor({ state: "detached" });

  await page.goto(link);
  await page.getByLabel("New password").fill("yet another good one");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("alert").filter({ hasText: "it works once" }).waitFor();
  await page.getByRole("button", { name: "Ask for a new link" }).click();
  await page.getByRole("button", { name: "Back to log in" }).click();
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill("another good password");
  await page.locator("[name=password]").press("Enter");
  await page.locator(".view-head h1").waitFor();
  await row(page, "Still here").waitFor();
  assert.deepEqual([...faults, ...other.faults], []);
  await Promise.all([close(), other.close()]);
});
