/** A choice of one value, with its label. */
export function Choice({
  label,
  value,
  options,
  onChange,
  inline = false,
}: {
  label: string;
  value: string;
  /** Value → text shown. */
  options: Record<string, string>;
  onChange: (value: string) => void;
  inline?: boolean;
}) {
  return (
    <label class={inline ? "inline-field" : "field-row"}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** On or off. */
export function Switch({
  label,
  hint,
  on,
  onChange,
}: {
  label: string;
  hint?: string | undefined;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label class="field-row">
      <span>
        {label}
        {hint && <small class="hint">{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        class="switch"
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
