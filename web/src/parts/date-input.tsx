import { useRef, useState } from "preact/hooks";
import { dateInFigures, readDate, readTime, timeName } from "../words/dates.ts";
import { t } from "../words/index.ts";
import { Icon } from "./icon.tsx";

interface Properties {
  label?: string | undefined;
  /** Empty: none. */
  value: string;
  /** Called with what was understood, or with "" when the field was cleared. */
  onChange: (value: string) => void;
}

/** A text that is read when the field is left or Enter is pressed; what cannot be read is marked and changes nothing. */
function Read({
  label,
  value,
  shown,
  read,
  onChange,
  kind,
}: Properties & { shown: string; read: (text: string) => string | undefined; kind: string }) {
  const [wrong, setWrong] = useState(false);
  // What is being typed stays while the task changes.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      class={`in-figures ${kind}`}
      aria-label={label}
      aria-invalid={wrong || undefined}
      inputMode={kind === "time" ? undefined : "numeric"}
      autocomplete="off"
      placeholder={kind === "time" ? timeName("09:00") : dateInFigures("2030-12-31")}
      value={typed ?? shown}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={(event) => {
        const text = event.currentTarget.value.trim();
        const next = text === "" ? "" : read(text);
        setWrong(next === undefined);
        if (next === undefined) return;
        setTyped(null);
        if (next !== value) onChange(next);
      }}
    />
  );
}

/** A date in the app's language, whatever the browser's; the calendar of the browser can be opened beside it. */
export function DateInput({ label, value, onChange, min }: Properties & { min?: string }) {
  const picker = useRef<HTMLInputElement>(null);
  const now = new Date().toISOString().slice(0, 4);
  return (
    <span class="date-input">
      <Read
        kind="date"
        label={label}
        value={value}
        shown={value && dateInFigures(value)}
        read={(text) => readDate(text, value.slice(0, 4) || now)}
        onChange={onChange}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={t.pickDate}
        onClick={() => picker.current?.showPicker()}
      >
        <Icon name="calendar" size={16} />
      </button>
      <input
        ref={picker}
        type="date"
        class="date-picker"
        tabIndex={-1}
        aria-hidden="true"
        min={min}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </span>
  );
}

/** A time of day in the person's clock. */
export const TimeInput = ({ label, value, onChange }: Properties) => (
  <Read
    kind="time"
    label={label}
    value={value}
    shown={value && timeName(value)}
    read={readTime}
    onChange={onChange}
  />
);
