import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { dismiss, toasts } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";

/** What just happened, with its undo. The live region of the app announces the texts. */
export function Toasts() {
  const ref = useRef<HTMLElement>(null);
  // The page can scroll far enough to show what the messages cover, and scrolls to a field that is being edited.
  useLayoutEffect(() => {
    const place = ref.current as HTMLElement;
    const root = document.documentElement.style;
    // Not measured while there are none: the first frame would be laid out twice.
    if (place.hidden) return void root.removeProperty("--covered");
    root.setProperty("--covered", `${place.offsetHeight}px`);
    const edited = document.activeElement;
    if (!edited?.closest(".main, .detail") || edited.matches(".main, .detail")) return;
    if (overlap(place.getBoundingClientRect(), edited.getBoundingClientRect()))
      edited.scrollIntoView({ block: "nearest" });
  }, [toasts.value]);
  return (
    <section ref={ref} class="toasts" aria-label={t.view.activity} hidden={toasts.value.length === 0}>
      {toasts.value.map(({ id, text, tone, actions }) => (
        <div key={id} class="toast" data-tone={tone} data-actions={actions.length}>
          <p>{text}</p>
          {actions.length > 0 && (
            <div class="toast-actions">
              {actions.map(({ label, run }) => (
                <button
                  key={label}
                  type="button"
                  class="toast-action"
                  onClick={() => {
                    dismiss(id);
                    run();
                  }}
                >
                  {label}
                </button>
              ))}
            </div>
          )}
          <button type="button" class="icon-button" aria-label={t.close} onClick={() => dismiss(id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </section>
  );
}

const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.top < b.bottom && b.top < a.bottom && a.left < b.right && b.left < a.right;
