import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../../core/api.ts";
import { t } from "../../words/index.ts";
import { words } from "./words.ts";

/** Submits a form of these pages: its problem in words, and whether it is being sent. */
export function useSubmit(
  work: (fields: Record<string, string>) => Promise<void>,
  more: Record<string, string> = {},
) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  /** Does the same for a way beside the fields. */
  const attempt = async (doing: () => Promise<void>) => {
    setBusy(true);
    setProblem("");
    try {
      await doing();
    } catch (error) {
      setProblem(reasonIn(error, more));
    }
    setBusy(false);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement));
    return attempt(() => work(fields as Record<string, string>));
  };
  return { problem, setProblem, busy, submit, attempt };
}

function reasonIn(error: unknown, more: Record<string, string>): string {
  // Of the authenticator: the person gave up, mostly.
  if (error instanceof DOMException) return more[error.name] ?? words().passkeyNone;
  if (!(error instanceof ApiError)) return words().offline;
  const known: Record<string, string> = {
    "wrong-credentials": words().wrong,
    "wrong-passkey": words().passkeyWrong,
    "email-taken": words().taken,
    "too-many-requests": words().tooMany,
    unavailable: words().unavailable,
    ...more,
  };
  return known[error.code] ?? error.problem.detail ?? t.didNotWork;
}

/** The problem of a form, announced when it appears, and the button that sends it. */
export function FormEnd({ problem, busy, children }: FormEndProps) {
  return (
    <>
      <p class="form-problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="button primary wide" disabled={busy}>
        {children}
      </button>
    </>
  );
}
interface FormEndProps {
  problem: string;
  busy: boolean;
  children: ComponentChildren;
}

export function EmailField({
  value,
  focused = false,
  onInput,
}: {
  value: string;
  focused?: boolean;
  onInput?: (value: string) => void;
}) {
  return (
    <label class="field">
      <span>{words().email}</span>
      <input
        ref={focused ? focusOnce : undefined}
        name="email"
        type="email"
        required
        autocomplete="username"
        maxLength={254}
        data-autofocus
        defaultValue={value}
        onInput={onInput && ((event) => onInput(event.currentTarget.value))}
      />
    </label>
  );
}

/** The current password, or a new one with its requirements as a hint. */
export function PasswordField({
  name = "password",
  label,
  isNew = false,
  hint = words().passwordHint,
  focused = false,
}: {
  name?: string;
  label: string;
  isNew?: boolean;
  hint?: string;
  focused?: boolean;
}) {
  const hintId = `${name}-hint`;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        ref={focused ? focusOnce : undefined}
        name={name}
        type="password"
        required
        minLength={isNew ? 10 : 1}
        maxLength={200}
        autocomplete={isNew ? "new-password" : "current-password"}
        aria-describedby={isNew ? hintId : undefined}
      />
      {isNew && (
        <small id={hintId} class="hint">
          {hint}
        </small>
      )}
    </label>
  );
}

const focusOnce = (element: HTMLElement | null) => element?.focus();
