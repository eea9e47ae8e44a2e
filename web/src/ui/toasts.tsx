import { t } from "../i18n/index.ts";
import { dismiss, toasts } from "../state/toasts.ts";
import { Icon } from "./icon.tsx";

/** What just happened, with the way back. The words are spoken by the live region of the app. */
export function Toasts() {
  return (
    <section class="toasts" aria-label={t.activity.title} hidden={toasts.value.length === 0}>
      {toasts.value.map(({ id, text, tone, actions }) => (
        <div key={id} class="toast" data-tone={tone}>
          <p>{text}</p>
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
          <button type="button" class="icon-button" aria-label={t.close} onClick={() => dismiss(id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </section>
  );
}
