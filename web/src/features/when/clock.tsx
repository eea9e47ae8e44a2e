import { TimeInput } from "../../parts/date-input.tsx";
import { ZoneField } from "../../parts/zone-field.tsx";
import { zone as own } from "../../state/memory.ts";
import { t } from "../../words/index.ts";

/** The time of day and, where tasks have one, its zone; applied to the day that is chosen. */
export function Clock({
  time,
  onTime,
  zone,
  onZone,
  apply,
  onApply,
}: {
  time: string;
  onTime: (time: string) => void;
  zone?: string;
  onZone?: (zone: string) => void;
  apply: string;
  onApply: () => void;
}) {
  return (
    <form
      class="when-clock"
      onSubmit={(event) => {
        event.preventDefault();
        onApply();
      }}
    >
      <div class="inline-field">
        <span aria-hidden="true">{t.schedule.time}</span>
        <TimeInput label={t.schedule.time} value={time} onChange={onTime} />
      </div>
      {time && onZone && <ZoneField value={zone ?? ""} own={own.value} onChange={onZone} />}
      <button type="submit" class="button primary small">
        {apply}
      </button>
    </form>
  );
}
