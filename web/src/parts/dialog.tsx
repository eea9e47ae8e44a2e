import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../words/index.ts";
import { Icon } from "./icon.tsx";

/** A modal sheet: the focus moves in, stays in, and returns afterwards; Escape and the backdrop close it. */
export function Dialog({
  label,
  onClose,
  children,
  kind = "",
  heading = true,
}: {
  label: string;
  onClose: () => void;
  children: ComponentChildren;
  kind?: string;
  /** Whether the label is shown as the sheet's heading. */
  heading?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const gone = useRef(false);
  // Before the next key, so that fast typing goes to the sheet.
  useLayoutEffect(() => {
    const dialog = ref.current as HTMLDialogElement;
    const before = document.activeElement as HTMLElement | null;
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      // Its `close` event comes later, when another sheet may be open already, which must stay open.
      gone.current = true;
      if (dialog.open) dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does what the click on the backdrop does
    <dialog
      ref={ref}
      class={`dialog ${kind}`}
      aria-label={label}
      onClose={() => gone.current || onClose()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div class="dialog-body">
        {heading && (
          <header class="dialog-head">
            <h2>{label}</h2>
            <button type="button" class="icon-button" aria-label={t.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
