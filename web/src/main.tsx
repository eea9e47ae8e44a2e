import { render } from "preact";
import { taskLimits } from "../../functions/_shared/domain/task/fields.ts";
import { App } from "./app.tsx";
import { rememberLocale } from "./core/account.ts";
import { listenForKeys } from "./features/shortcuts/shortcuts.ts";
import { fetchOrder } from "./features/tasks/order/code.ts";
import { followOtherDevices, followOtherTabs, renewPush, start } from "./state/account.ts";
import { startClock } from "./state/clock.ts";
import { saveKeptTexts } from "./state/drafts.ts";
import { startInstall } from "./state/install.ts";
import { later } from "./state/later.ts";
import { prefs, startPrefs } from "./state/prefs.ts";
import { openReset } from "./state/reset.ts";
import { startRouter } from "./state/router.ts";
import { sheet } from "./state/sheet.ts";
import { toast } from "./state/toasts.ts";
import { followUnread } from "./state/unread.ts";
import { loadLanguage, locale, t } from "./words/index.ts";
import { registerWorker } from "./worker.ts";
import "./styles/index.css";

void run();

/** Starts everything that subscribes, reads and draws: importing a part of the client starts nothing. */
async function run(): Promise<void> {
  startPrefs();
  startRouter();
  startClock();
  startInstall();
  followOtherTabs();
  followOtherDevices();
  followLinks();
  followLanguage();
  const started = start();
  openReset();
  await loadLanguage(prefs.value.locale);
  void rememberLocale(locale).catch(() => undefined);
  // The frame is drawn while the tasks are being read.
  render(<App />, document.getElementById("root") as HTMLElement);
  listenForKeys();
  openShared();
  await started.then(saveKeptTexts).catch(() => toast(t.notKept, { tone: "bad", stay: true }));
  registerWorker();
  later(() => void renewPush(false));
  later(() => void fetchOrder());
  later(() => void followFingers());
  later(followUnread);
  void openConfirmation();
}

/** Opening a mailed link in the running app loads no page, so the change of the address is observed. */
function followLinks(): void {
  addEventListener("hashchange", () => {
    openReset();
    void openConfirmation();
  });
}

/** Swiping rows is for touch screens, and fetched there only. */
async function followFingers(): Promise<void> {
  if (!matchMedia("(any-pointer: coarse)").matches) return;
  await import("./features/tasks/list/swipe.ts")
    .then((code) => code.listenForSwipes())
    .catch(() => undefined);
}

/** What to do with a mailed link that confirms an address is fetched once one is opened. */
async function openConfirmation(): Promise<void> {
  if (!location.hash.startsWith("#/confirm?")) return;
  await import("./features/account/confirm.ts")
    .then((code) => code.openConfirmation())
    .catch(() => toast(t.onlyOnline, { tone: "bad" }));
}

/** Another language loads the page again, since texts drawn before keep the old one. */
function followLanguage(): void {
  const { locale: chosen } = prefs.value;
  prefs.subscribe((next) => {
    if (next.locale !== chosen) location.reload();
  });
}

/** Opens quick add with the text that another app shared, or for the shortcut of the app's icon. */
function openShared(): void {
  const query = new URLSearchParams(location.search);
  const [title, text, url] = ["title", "text", "url"].map((name) => query.get(name)?.trim() ?? "");
  if (!query.has("add") && !title && !text && !url) return;
  history.replaceState(history.state, "", `${location.pathname}${location.hash}`);
  const first = title || text || url || "";
  // A title has a bound; the whole of a longer text goes to the notes.
  const isLong = first.length > taskLimits.title;
  const notes = [title || isLong ? text : "", isLong ? title : "", url].filter(Boolean).join("\n\n");
  const defaults = {
    text: first.slice(0, taskLimits.title),
    notes: notes.slice(0, taskLimits.notes),
  };
  sheet.value = { name: "quick-add", defaults };
}
