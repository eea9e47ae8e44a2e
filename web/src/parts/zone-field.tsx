import { useId, useState } from "preact/hooks";
import { t } from "../words/index.ts";
import { Suggestions, useSuggestions } from "./suggestions.tsx";

const shownAtMost = 8;
const nameOf = (zone: string): string => zone.replaceAll("_", " ");
const folded = (text: string): string => text.toLowerCase().replace(/[_/]/g, " ").trim();

/** A time zone, found by typing a part of its name; with `own`, empty means the person's. */
export function ZoneField({
  value,
  own,
  onChange,
}: {
  value: string;
  own?: string;
  onChange: (zone: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const found = typed?.trim() ? zonesLike(typed) : [];
  const take = (zone: string) => {
    setTyped(null);
    if (zone !== value) onChange(zone);
  };
  const suggestions = useSuggestions(id, found, take);
  return (
    <span class="zone-field suggested">
      <input
        {...suggestions.field}
        aria-label={t.detail.zone}
        autocomplete="off"
        placeholder={own && t.detail.myZone(nameOf(own))}
        value={typed ?? nameOf(value)}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (suggestions.onKey(event) || event.key !== "Enter" || typed === null) return;
          event.preventDefault();
          if (found[0]) take(found[0]);
        }}
        onBlur={() => {
          // What names no zone changes nothing.
          if (typed === null) return;
          if (typed.trim() === "" && own) take("");
          else if (found.length === 1 && found[0]) take(found[0]);
          else setTyped(null);
        }}
      />
      <Suggestions id={id} label={t.detail.zone} of={suggestions} />
    </span>
  );
}

/** Zones with that text in their name: first those whose city begins with it. */
function zonesLike(text: string): string[] {
  const sought = folded(text);
  const all = Intl.supportedValuesOf("timeZone").filter((zone) => folded(zone).includes(sought));
  const rank = (zone: string) => (folded(zone.slice(zone.lastIndexOf("/") + 1)).startsWith(sought) ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b)).slice(0, shownAtMost);
}
