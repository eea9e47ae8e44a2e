import { useRef, useState } from "preact/hooks";
import type { Due } from "../../core/types.ts";
import { Glyph, Icon } from "../../parts/icon.tsx";
import { circumstances } from "../../state/circumstances.ts";
import { formatDate, timeName } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import type { Choice } from "./choices.ts";
import { readWhen } from "./phrase.ts";

/** A field for what a person says, and the common choices below it, each with a number that chooses it. */
export function Said({
  choices,
  complete,
  refuses,
  onChoose,
}: {
  choices: readonly Choice[];
  /** A date with the time that it gets. */
  complete: (to: Due) => Due;
  /** Whether a moment cannot be chosen. */
  refuses: (to: Due) => boolean;
  onChoose: (to: Due | null) => void;
}) {
  const [text, setText] = useState("");
  // A keyboard on the screen would cover the choices.
  const isTouched = matchMedia("(pointer: coarse)").matches;
  const place = useRef<HTMLFormElement>(null);
  const read = understood(text, choices);
  const problem = !text.trim()
    ? t.schedule.hint
    : read === undefined
      ? t.schedule.unknown
      : read && refuses(read)
        ? t.schedule.past
        : "";
  const move = (event: KeyboardEvent) => {
    const all = [...(place.current?.querySelectorAll<HTMLElement>("input, .choice") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
    } else if (at > 0 && /^[\p{L}\p{N}]$/u.test(event.key) && !event.ctrlKey && !event.metaKey)
      all[0]?.focus();
  };
  return (
    <form
      ref={place}
      class="when-said"
      onKeyDown={move}
      onSubmit={(event) => {
        event.preventDefault();
        if (!problem && read !== undefined) onChoose(read);
      }}
    >
      <input
        data-autofocus={!isTouched || undefined}
        aria-label={t.schedule.field}
        aria-describedby="when-read"
        aria-invalid={text.trim() !== "" && problem !== ""}
        placeholder={t.schedule.placeholder}
        autocomplete="off"
        enterkeyhint="done"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div id="when-read" class="when-read" role="status">
        {problem ? (
          <span class="hint">{problem}</span>
        ) : (
          <button type="submit" class="choice">
            <Icon name="check" />
            <span>{read ? fullName(complete(read)) : t.schedule.none}</span>
            <kbd>↵</kbd>
          </button>
        )}
      </div>
      <ul class="choices">
        {choices.map(({ icon, label, to }, i) => (
          <li key={label}>
            <button
              type="button"
              class="choice"
              data-autofocus={(isTouched && i === 0) || undefined}
              onClick={() => onChoose(to)}
            >
              <Glyph of={icon} />
              <span>{label}</span>
              {to && <span class="choice-hint">{shortName(to)}</span>}
              <kbd>{i + 1}</kbd>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

/** What a text means: a phrase, the number of a choice, or the beginning of its name. Undefined: nothing. */
function understood(text: string, choices: readonly Choice[]): Due | null | undefined {
  const said = text.trim().toLocaleLowerCase();
  if (!said) return undefined;
  const numbered = /^\d$/.test(said) ? choices[Number(said) - 1] : undefined;
  if (numbered) return numbered.to;
  const read = readWhen(text, circumstances());
  if (read) return read;
  return choices.find(({ label }) => label.toLocaleLowerCase().startsWith(said))?.to;
}

const shortName = ({ date, time }: Due): string => {
  const day = formatDate(date, { weekday: "short", ...(!time && { day: "numeric", month: "short" }) });
  return time ? `${day} ${timeName(time)}` : day;
};

const fullName = ({ date, time, time_zone }: Due): string =>
  [
    formatDate(date, { weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    time && timeName(time),
    time_zone && `(${time_zone.slice(time_zone.lastIndexOf("/") + 1).replaceAll("_", " ")})`,
  ]
    .filter(Boolean)
    .join(", ");
