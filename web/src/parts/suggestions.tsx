// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA pattern of a combobox's listbox
import { useState } from "preact/hooks";

/** Suggestions below a text field: arrows choose one, Enter or Tab takes it, Escape closes them. */
export function useSuggestions(id: string, options: readonly string[], take: (option: string) => void) {
  const [at, setAt] = useState(-1);
  const [closed, setClosed] = useState<string | null>(null);
  const shown = closed === options.join() ? [] : options;
  const active = at < shown.length ? at : -1;
  const choose = (option: string) => {
    setAt(-1);
    take(option);
  };
  return {
    shown,
    active,
    choose,
    /** Handles a key of the field; true when it belonged to the suggestions. */
    onKey(event: KeyboardEvent): boolean {
      if (shown.length === 0 || event.isComposing) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const chosen = shown[event.key === "Tab" ? Math.max(active, 0) : active];
      if (step) setAt(Math.max(-1, Math.min(shown.length - 1, active + step)));
      else if (event.key === "Escape" && active >= 0) {
        setClosed(options.join());
        setAt(-1);
      } else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && chosen)
        choose(chosen);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    /** What the field tells assistive technology. */
    field: {
      role: "combobox" as const,
      "aria-autocomplete": "list" as const,
      "aria-expanded": shown.length > 0,
      "aria-controls": shown.length > 0 ? id : undefined,
      "aria-activedescendant": active >= 0 ? `${id}-${active}` : undefined,
    },
  };
}

export function Suggestions({
  id,
  label,
  of: { shown, active, choose },
  prefix = "",
}: {
  id: string;
  label: string;
  of: ReturnType<typeof useSuggestions>;
  prefix?: string;
}) {
  if (shown.length === 0) return null;
  return (
    <ul id={id} class="suggestions" role="listbox" aria-label={label}>
      {shown.map((option, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
        <li
          key={option}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(option)}
        >
          <bdi>
            {prefix}
            {option}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
