import { languages } from "../../../functions/_shared/domain/quick-add/languages.ts";
import type { Circumstances } from "../../../functions/_shared/domain/quick-add/words.ts";
import { localOf } from "../../../functions/_shared/domain/wall-clock.ts";
import { dayFirst } from "../words/dates.ts";
import { language } from "../words/index.ts";
import { today, zone } from "./memory.ts";

/** The place, time and language in which a person writes. */
export function circumstances(): Circumstances {
  const { time } = localOf(new Date(), zone.value);
  return {
    today: today.value,
    time,
    zone: zone.value,
    words: languages[language],
    dayFirst: dayFirst(),
  };
}
