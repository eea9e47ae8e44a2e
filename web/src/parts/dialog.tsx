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
  anchor = null,
}: {
  label: string;
  onClose: () => void;
  children: ComponentChildren;
  kind?: string;
  /** Whether the label is shown as the sheet's heading. */
  heading?: boolean;
  /** The element beside which it opens, where the screen is wide enough. */
  anchor?: Element | null;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const gone = useRef(false);
  const close = () => {
    if (!gone.current) onClose();
  };
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
  useLayoutEffect(() => {
    if (!anchor) return;
    const place = () => placeBeside(ref.current as HTMLDialogElement, anchor);
    place();
    addEventListener("resize", place);
    return () => removeEventListener("resize", place);
  }, [anchor]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does what the click on the backdrop does
    <dialog
      ref={ref}
      class={`dialog ${kind}`}
      data-anchored={anchor !== null}
      aria-label={label}
      // With Escape, not with the `close` event some moments later: the next key is for what lies below.
      onCancel={(event) => event.target === event.currentTarget && close()}
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && close()}
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

/** Pixels that stay free around it. */
const margin = 8;

/** Places a dialog below an element, else above it, at its end, and within the window. */
function placeBeside(dialog: HTMLDialogElement, anchor: Element): void {
  const { style, offsetWidth: width, offsetHeight: height } = dialog;
  const beside = anchor.getBoundingClientRect();
  const isRtl = getComputedStyle(dialog).direction === "rtl";
  const within = (at: number, size: number, all: number) =>
    Math.max(margin, Math.min(at, all - size - margin));
  const below = beside.bottom + margin / 2;
  const above = beside.top - height - margin / 2;
  const fits = below + height + margin <= innerHeight || above < margin;
  style.setProperty("--top", `${within(fits ? below : above, height, innerHeight)}px`);
  style.setProperty("--left", `${within(isRtl ? beside.left : beside.right - width, width, innerWidth)}px`);
}
