/// <reference lib="webworker" />
import { rememberedLocale } from "../core/account.ts";
import { noticesIn } from "../words/notices.ts";

/** The texts of notifications in the person's language, or the device's until a page has stored the former. */
export async function words() {
  const chosen = await rememberedLocale().catch(() => null);
  return noticesIn([...(chosen ? [chosen] : []), ...navigator.languages]);
}
