import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError, send } from "../../core/api.ts";
import { loggedOut, user } from "../../state/session.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";

/** What sends one form of these pages: its problem in words, and whether it is under way. */
export function useSubmit(
  work: (fields: Record<string, string>) => Promise<void>,
  more: Record<string, string> = {},
) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement));
    setBusy(true);
    setProblem("");
    try {
      await work(fields as Record<string, string>);
    } catch (error) {
      setProblem(words(error, more));
    }
    setBusy(false);
  };
  return { problem, setProblem, busy, submit };
}

function words(error: unknown, more: Record<string, string>): string {
  if (!(error instanceof ApiError)) return t.auth.offline;
  const known: Record<string, string> = {
    "wrong-credentials": t.auth.wrong,
    "email-taken": t.auth.taken,
    "too-many-requests": t.auth.tooMany,
    unavailable: t.auth.unavailable,
    ...more,
  };
  return known[error.code] ?? error.problem.detail ?? t.auth.failed;
}

/** The problem of a form, said as it comes up, and what sends it. */
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

/** Asks for the link to a new password. */
export function ForgotPassword({ email, onBack }: { email: string; onBack: () => void }) {
  const [sent, setSent] = useState(false);
  const { problem, busy, submit } = useSubmit(async (body) => {
    await send("/v1/auth/forgot-password", { method: "POST", body });
    setSent(true);
  });
  return (
    <form class="auth-form" onSubmit={submit}>
      <h2>{t.auth.forgotTitle}</h2>
      <p role="status">{sent ? t.auth.forgotSent : t.auth.forgotIntro}</p>
      {sent ? (
        <p class="hint">{t.auth.forgotHint}</p>
      ) : (
        <>
          <label class="field">
            <span>{t.auth.email}</span>
            <input
              ref={focusOnce}
              name="email"
              type="email"
              required
              autocomplete="username"
              maxLength={254}
              defaultValue={email}
            />
          </label>
          <FormEnd problem={problem} busy={busy}>
            {t.auth.forgotSend}
          </FormEnd>
        </>
      )}
      <button type="button" class="button quiet wide" onClick={onBack}>
        {t.auth.backToLogIn}
      </button>
    </form>
  );
}

const focusOnce = (element: HTMLElement | null) => element?.focus();

/** Where the link leads: sets the new password. */
export function ResetPassword({
  token,
  onLeave,
}: {
  token: string;
  onLeave: (to: "login" | "forgot") => void;
}) {
  const set = async ({ password }: Record<string, string>) => {
    await send("/v1/auth/reset-password", { method: "POST", body: { token, password } });
    // Whoever is logged in on this device is so no longer.
    if (user.value) loggedOut.value = true;
    onLeave("login");
    toast(t.auth.resetDone, { tone: "good" });
  };
  const { problem, busy, submit } = useSubmit(set, { invalid: t.auth.resetInvalid });
  return (
    <form class="auth-form" onSubmit={submit}>
      <h2>{t.auth.resetTitle}</h2>
      <label class="field">
        <span>{t.settings.newPassword}</span>
        <input
          ref={focusOnce}
          name="password"
          type="password"
          required
          minLength={10}
          maxLength={200}
          autocomplete="new-password"
          aria-describedby="reset-hint"
        />
        <small id="reset-hint" class="hint">
          {t.auth.passwordHint}. {t.auth.resetEnds}
        </small>
      </label>
      <FormEnd problem={problem} busy={busy}>
        {t.auth.resetSet}
      </FormEnd>
      <button type="button" class="button quiet wide" onClick={() => onLeave("forgot")}>
        {t.auth.resetAsk}
      </button>
    </form>
  );
}
