import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { call, cookieOf, newPerson, type Person } from "../../support/client.ts";

/** The address of the running system, from tests/run.ts. */
export const url = process.env.TASKWAKE_URL ?? "";
if (!url) throw new Error("TASKWAKE_URL is not set: run this suite by `npm test -- browser`.");

const screenshots =
  process.env.SCREENSHOTS ?? join(import.meta.dirname, "..", "..", "..", ".taskwake", "screenshots");

/** Flags that keep Chromium from using the network by itself. */
export const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Where it is there, the browser without a window does the work in half the time; notifications need the whole one.
const withoutWindow = "/usr/bin/chromium-headless-shell";

/** Milliseconds to wait at most for something on the screen: the machine may be busy. */
export const patience = 30_000;

const browsers = new Map<string, Promise<Browser>>();
after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

function launched(path: string): Promise<Browser> {
  const browser = browsers.get(path) ?? chromium.launch({ executablePath: path, args: flags });
  browsers.set(path, browser);
  return browser;
}

/** A separate browser context: cookies, storage and service worker of one device. */
export interface Device {
  page: Page;
  /** Errors of the page: exceptions, errors on the console, violations of the policy. */
  faults: string[];
  /** Every request to another origin. */
  strangers: string[];
  close(): Promise<void>;
}

/**
 * Opens a device; with a person, one where they logged in before, at the first view. With `today` its clock stands at
 * noon of that day, while the server's clock runs; with `notifications` the person may be asked for them and get them.
 */
export async function openDevice(
  person?: Person,
  {
    today,
    notifications = false,
    ...options
  }: BrowserContextOptions & { today?: string; notifications?: boolean } = {},
): Promise<Device> {
  const light = !notifications && !process.env.CHROMIUM && existsSync(withoutWindow);
  const browser = await launched(light ? withoutWindow : executablePath);
  const context = await browser.newContext({
    baseURL: url,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1280, height: 860 },
    reducedMotion: "reduce",
    ...(person && { storageState: await loggedIn(person) }),
    ...options,
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  if (today) await page.clock.setFixedTime(`${today}T12:00:00+01:00`);
  page.on("crash", () => {
    if (process.env.TASKWAKE_CRASHES) appendFileSync(process.env.TASKWAKE_CRASHES, `${process.argv[1]}\n`);
  });
  const faults: string[] = [];
  const strangers: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // The browser also logs refused requests, a service worker's too, which the tests check themselves.
    if (
      message.type() === "error" &&
      !/Failed to load resource|WebSocket|fetching the script/.test(message.text())
    )
      faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin)
      strangers.push(request.url());
  });
  await page.goto("/");
  if (person) await page.locator(".view-head h1").waitFor();
  return { page, faults, strangers, close: () => context.close() };
}

const given = new Set<string>();

/**
 * What a browser keeps of a person who logged in: walking through the form for each device takes longer than most tests.
 * The first device gets the session of the registration, each further one a session of its own.
 */
async function loggedIn({ email, password, token, cookie }: Person): Promise<StorageState> {
  if (given.has(cookie)) {
    const { status, headers } = await call(url, "POST", "/v1/auth/login", { body: { email, password } });
    if (status !== 200) throw new Error(`cannot log in: ${status}`);
    cookie = cookieOf(headers);
  }
  given.add(cookie);
  const [name = "", value = ""] = cookie.split("=", 2);
  const expires = Date.now() / 1000 + 24 * 3600;
  const { sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return {
    cookies: [
      {
        ...{ name, value, expires, domain: new URL(url).hostname, path: "/v1/auth" },
        ...{ httpOnly: true, secure: false, sameSite: "Strict" },
      },
    ],
    origins: [{ origin: url, localStorage: [{ name: "taskwake-user", value: sub }] }],
  };
}
type StorageState = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** Difficult days: a page must show them correctly. */
export const hardDays = [
  // A Monday at the end of a month.
  "2026-11-30",
  "2024-02-29",
  "2025-12-31",
  "2026-01-01",
  // The clock goes forward, and back.
  "2025-03-30",
  "2025-10-26",
];

/** The local date so many days after today in the zone of the tests' devices, or after another day. */
export function dayOf(offset: number, from: string | Date = new Date()): string {
  const today = typeof from === "string" ? from : berlin.format(from);
  return new Date(Date.parse(today) + offset * 864e5).toISOString().slice(0, 10);
}
const berlin = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" });

/** Creates an account in the time zone of the tests' devices. */
export const newUser = (): Promise<Person> => newPerson(url, { time_zone: "Europe/Berlin" });

/** Logs in by the form. */
export async function logIn(page: Page, { email, password }: Person): Promise<void> {
  await page.locator("[name=email]").waitFor();
  // After somebody has logged out, the form already offers to log in.
  const known = page.getByRole("button", { name: /I have an account|Ich habe ein Konto/ });
  if ((await known.count()) > 0) await known.click();
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=password]").fill(password);
  await page.locator(".auth-form button[type=submit]").click();
  // Behind the form of an ended session the list is there already.
  await page.locator(".auth-form").waitFor({ state: "detached" });
  await page.locator(".view-head h1").waitFor();
}

/** Writes a task in the list's own field. */
export async function quickAdd(page: Page, text: string): Promise<void> {
  const field = page.locator(".main [data-quick-add]");
  await field.fill(text);
  await field.press("Enter");
}

/** A row of the list by its title. */
export const row = (page: Page, title: string) =>
  page.locator(".row").filter({ has: page.locator(".row-title", { hasText: title }) });

/** Resolves when the server has every change. */
export async function saved(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>(".sync-status")?.dataset.waiting === "0",
  );
}

/** Resolves when the device also has every change and is connected. */
export async function upToDate(page: Page): Promise<void> {
  await page.locator(".sync-status", { hasText: "All changes saved" }).waitFor({ state: "attached" });
}

/** Waits for the service worker, which then has all files of the client. */
export const workerReady = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
  });

/** Goes to a view. */
export async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.locator(".view-head h1").waitFor();
}

/** Stores a picture with the artefacts. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
