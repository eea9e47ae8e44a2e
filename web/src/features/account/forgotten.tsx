import { useState } from "preact/hooks";
import { send } from "../../core/api.ts";
import { loggedOut, user } from "../../state/session.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { EmailField, FormEnd, PasswordField, useSubmit } from "./form.tsx";

/** Requests the link to set a new password. */
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
          <EmailField value={email} focused />
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

/** The target of the link: sets the new password. */
export function ResetPassword({
  token,
  onLeave,
}: {
  token: string;
  onLeave: (to: "login" | "forgot") => void;
}) {
  const set = async ({ password }: Record<string, string>) => {
    await send("/v1/auth/reset-password", { method: "POST", body: { token, password } });
    // The new password has ended the session on this device.
    if (user.value) loggedOut.value = true;
    onLeave("login");
    toast(t.auth.resetDone, { tone: "good" });
  };
  const { problem, busy, submit } = useSubmit(set, { invalid: t.auth.resetInvalid });
  return (
    <form class="auth-form" onSubmit={submit}>
      <h2>{t.auth.resetTitle}</h2>
      <PasswordField
        label={t.settings.newPassword}
        isNew
        hint={`${t.auth.passwordHint}. ${t.auth.resetEnds}`}
        focused
      />
      <FormEnd problem={problem} busy={busy}>
        {t.auth.resetSet}
      </FormEnd>
      <button type="button" class="button quiet wide" onClick={() => onLeave("forgot")}>
        {t.auth.resetAsk}
      </button>
    </form>
  );
}
