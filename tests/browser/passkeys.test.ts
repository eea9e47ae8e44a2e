import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axe } from "./support/axe.ts";
import { dayOf, newUser, openDevice, row, screenshot, visit } from "./support/browser.ts";

/** Gives the page an authenticator that verifies its person, until `verify(false)`; counts what it stores. */
async function authenticatorOf(page: Page) {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  const { authenticatorId } = await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true },
    },
  });
  return {
    verify: (isUserVerified: boolean) =>
      browser.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    stored: async () => (await browser.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}

test("a person adds a passkey in the settings, logs out, and logs in by it; removed, it logs in no more", async () => {
  const person = await newUser();
  await person.create({ title: "Behind a passkey", due: { date: dayOf(0) } });
  const { page, faults, close } = await openDevice(person);
  const authenticator = await authenticatorOf(page);

  await visit(page, "#/settings");
  const section = page.locator("section", { has: page.getByRole("heading", { name: "Passkeys" }) });
  const dialog = page.getByRole("dialog");
  const add = async (password: string, name = "") => {
    await section.getByRole("button", { name: "Add a passkey" }).click();
    await dialog.locator("[name=password]").fill(password);
    await dialog.locator("[name=name]").fill(name);
    await dialog.getByRole("button", { name: "Add a passkey" }).click();
  };
  await add("not the password");
  await dialog.getByText("That is not your current password.").waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "passkey-add");
  await dialog.locator("[name=password]").fill(person.password);
  await dialog.locator("[name=password]").press("Enter");
  await page.locator(".toast").getByText("The passkey is added.").waitFor();
  const entries = section.getByRole("listitem");
  await entries.filter({ hasText: "Chrome · Linux" }).getByText("Never used").waitFor();
  const [stored] = await authenticator.stored();
  assert.deepEqual([stored?.rpId, stored?.isResidentCredential], [new URL(page.url()).hostname, true]);
  await add(person.password);
  await dialog.getByText("This device has a passkey for your account already.").waitFor();
  await page.keyboard.press("Escape");

  await section.getByRole("button", { name: "Rename the passkey Chrome · Linux" }).click();
  await dialog.locator("[name=name]").fill("My laptop");
  await dialog.locator("[name=name]").press("Enter");
  await entries.filter({ hasText: "My laptop" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "passkeys");

  await page.getByRole("button", { name: "Log out", exact: true }).click();
  const logIn = page.getByRole("button", { name: "Log in with a passkey" });
  await authenticator.verify(false);
  await logIn.click();
  await page.getByText("No passkey was used.").waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "passkey-log-in");
  await authenticator.verify(true);
  await logIn.click();
  await row(page, "Behind a passkey").waitFor();

  await visit(page, "#/settings");
  await entries.filter({ hasText: "My laptop" }).getByText("Last used").waitFor();
  page.on("dialog", (asked) => void asked.accept());
  await section.getByRole("button", { name: "Remove the passkey My laptop" }).click();
  await page.locator(".toast").getByText("The passkey is removed.").waitFor();
  await entries.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await logIn.click();
  await page.getByText("This passkey is not accepted here.").waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("a passkey keeps an account that is about to be erased", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person, { locale: "de-DE" });
  await authenticatorOf(page);
  await visit(page, "#/settings");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Passkey hinzufügen" }).click();
  await dialog.locator("[name=password]").fill(person.password);
  await dialog.getByRole("button", { name: "Passkey hinzufügen" }).click();
  await page.locator(".toast").getByText("Der Passkey ist hinzugefügt.").waitFor();
  await person.call("DELETE", "/v1/me", { body: { password: person.password } });
  await page.evaluate(() => localStorage.removeItem("taskwake-user"));
  await page.reload();
  await page.getByRole("button", { name: "Ich habe ein Konto" }).click();
  await page.getByRole("button", { name: "Mit Passkey anmelden" }).click();
  await page.getByRole("heading", { name: "Dein Konto wird bald gelöscht" }).waitFor();
  await page.getByRole("button", { name: "Mein Konto behalten" }).click();
  await page.locator(".view-head h1").waitFor();
  assert.deepEqual(faults, []);
  await close();
});
