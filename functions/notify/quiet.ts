import { addDays } from "../_shared/domain/days.ts";
import { isQuiet, type Settings } from "../_shared/domain/settings.ts";
import { localDateTime, toInstant } from "../_shared/domain/time.ts";

/** When the person's quiet hours end, if it is quiet for them at an instant. */
export function quietUntil({ quiet_hours }: Settings, zone: string, now: Date): Date | undefined {
  const { date, time } = localDateTime(now, zone);
  if (!quiet_hours || !isQuiet(quiet_hours, time)) return undefined;
  const end = toInstant({ date, time: quiet_hours.to }, zone);
  return end > now ? end : toInstant({ date: addDays(date, 1), time: quiet_hours.to }, zone);
}
