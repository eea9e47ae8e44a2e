/// <reference lib="webworker" />
import { rememberedLocale } from "../core/account.ts";
import { noticesIn } from "../words/notices.ts";

/** What notifications say in the language that the person chose; in the device's until a page has remembered it. */
export async function words() {
  const chosen = await rememberedLocale().catch(() => null);
  return noticesIn([...(chosen ? [chosen] : []), ...navigator.languages]);
}
