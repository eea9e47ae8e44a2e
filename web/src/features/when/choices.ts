import { AlarmClock, CalendarArrowUp, CalendarX, type IconNode, Moon, Sofa, Sun, Sunrise } from "lucide";
import { addDays, weekday } from "../../../../functions/_shared/domain/days.ts";
import { partTimes } from "../../../../functions/_shared/domain/quick-add/words.ts";
import { t } from "../../words/index.ts";

/** A date, or a date and time, that one key chooses; null takes the date off. */
export interface Choice {
  icon: IconNode;
  label: string;
  to: { date: string; time?: string } | null;
}

/** The coming days, in their order. */
export function days(today: string, clearable: boolean): Choice[] {
  const { schedule } = t;
  const day = weekday(today);
  const choices: Choice[] = [
    { icon: Sun, label: schedule.today, to: { date: today } },
    { icon: Sunrise, label: schedule.tomorrow, to: { date: addDays(today, 1) } },
  ];
  // On a Saturday or Sunday, this weekend is today or tomorrow.
  if (day < 6) choices.push({ icon: Sofa, label: schedule.weekend, to: { date: addDays(today, 6 - day) } });
  choices.push({ icon: CalendarArrowUp, label: schedule.nextWeek, to: { date: addDays(today, 8 - day) } });
  if (clearable) choices.push({ icon: CalendarX, label: schedule.none, to: null });
  return choices;
}

/** Hours until "later today". */
const later = 3;

/** The coming moments, in their order; `time` is the present time of day. */
export function moments(today: string, time: string): Choice[] {
  const { schedule } = t;
  const soon = `${String(Number(time.slice(0, 2)) + later).padStart(2, "0")}:00`;
  const tonight = partTimes.night;
  const tomorrow = addDays(today, 1);
  const monday = addDays(today, 8 - weekday(today));
  const choices: Choice[] = [];
  if (soon < tonight)
    choices.push({ icon: AlarmClock, label: schedule.laterToday, to: { date: today, time: soon } });
  if (time < tonight)
    choices.push({ icon: Moon, label: schedule.tonight, to: { date: today, time: tonight } });
  choices.push({
    icon: Sunrise,
    label: schedule.tomorrowMorning,
    to: { date: tomorrow, time: partTimes.morning },
  });
  if (monday !== tomorrow)
    choices.push({
      icon: CalendarArrowUp,
      label: schedule.monday,
      to: { date: monday, time: partTimes.morning },
    });
  return choices;
}
