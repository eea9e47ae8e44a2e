import { Icon } from "../../../parts/icon.tsx";
import { prefer, prefs } from "../../../state/prefs.ts";
import { inLanguage, t } from "../../../words/index.ts";
import "./swipe-hint.css";

const words = () =>
  inLanguage({
    en: "Swipe a task to the right to complete it, to the left to give it a date.",
    de: "Wische eine Aufgabe nach rechts, um sie zu erledigen, nach links für ein Datum.",
  });

/** Tells on a touch screen what a swipe does, until the hint is dismissed or a swipe was made. */
export function SwipeHint() {
  if (prefs.value.swipeTold) return null;
  return (
    <p class="swipe-hint">
      <span>{words()}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={t.close}
        title={t.close}
        onClick={() => {
          prefer({ swipeTold: true });
          document.getElementById("main")?.focus({ preventScroll: true });
        }}
      >
        <Icon name="close" />
      </button>
    </p>
  );
}
