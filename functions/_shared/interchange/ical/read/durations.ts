/** An ISO 8601 duration as iCalendar writes it: weeks or days, hours, minutes and seconds, with a sign. */
export interface SignedDuration {
  sign: -1 | 0 | 1;
  seconds: number;
  /** Without sign and without parts that are zero: `PT30M`, `P1DT2H`, `PT0S`. */
  text: string;
}

const form =
  /^([+-])?P(?=[\dT])(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;

/** Reads a duration; undefined for any other text. */
export function parseSigned(text: string): SignedDuration | undefined {
  const [matched, sign, ...parts] = form.exec(text.trim().toUpperCase()) ?? [];
  if (!matched) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  const total = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
  return {
    sign: total === 0 ? 0 : sign === "-" ? -1 : 1,
    seconds: total,
    text: format({ days: weeks * 7 + days, hours, minutes, seconds }),
  };
}

/** The duration of a number of seconds in exact time: `PT1H30M`. */
export function formatSeconds(total: number): string {
  return format({
    days: 0,
    hours: Math.floor(total / 3600),
    minutes: Math.floor((total % 3600) / 60),
    seconds: Math.floor(total % 60),
  });
}

function format(parts: { days: number; hours: number; minutes: number; seconds: number }): string {
  const { days, hours, minutes, seconds } = parts;
  if (days > 0 && days % 7 === 0 && !hours && !minutes && !seconds) return `P${days / 7}W`;
  const time = [hours && `${hours}H`, minutes && `${minutes}M`, seconds && `${seconds}S`]
    .filter(Boolean)
    .join("");
  const date = days ? `${days}D` : "";
  if (!date && !time) return "PT0S";
  return `P${date}${time && `T${time}`}`;
}
