import { ApiError, send } from "../../core/api.ts";
import { loadMe } from "../../state/account.ts";
import { session, user } from "../../state/session.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { words } from "./words.ts";

/** Confirms the e-mail address of an opened link, `#/confirm?token=…`; no session is needed. */
export async function openConfirmation(): Promise<void> {
  const token = /^#\/confirm\?token=([\w.-]+)/.exec(location.hash)?.[1];
  if (!token) return;
  // Replaces the link, which must not stay in the history.
  location.replace("#/settings");
  try {
    await send("/v1/me/email/confirm", { method: "POST", body: { token } });
    toast(words().emailConfirmed, { tone: "good" });
    if (user.value) await loadMe();
  } catch (error) {
    const isRefused = error instanceof ApiError && error.code === "invalid";
    toast(isRefused ? words().emailLinkInvalid : t.onlyOnline, { tone: "bad" });
  }
}

/** Requests the link again. */
export async function askForConfirmation(): Promise<void> {
  try {
    await session.request("/v1/me/email/confirmation", { method: "POST" });
    toast(words().emailLinkSent);
  } catch (error) {
    const isTooMany = error instanceof ApiError && error.code === "too-many-requests";
    toast(isTooMany ? words().tooMany : t.onlyOnline, { tone: "bad" });
  }
}
