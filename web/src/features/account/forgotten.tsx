import { useState } from "preact/hooks";
import { send } from "../../core/api.ts";
import { loggedOut, user } from "../../state/session.ts";
import { toast } from "../../state/toasts.ts";
import { EmailField, FormEnd, PasswordField, useSubmit } from "./form.tsx";
import { words } from "./words.ts";

/** Requests the link to set a new password. */
export function ForgotPassword({ email, onBack }: { email: string; onBack: () => void }) {
  const [sent, setSent] = useState(false);
  const { problem, busy, submit } = useSubmit(async (body) => {
    await send("/v1/auth/forgot-password", { method: "POST", body });
    setSent(true);
  });
  return (
    <form class="auth-form" onSubmit={submit}>
      <h2>{words().forgotTitle}</h2>
      <p role="status">{sent ? words().forgotSent : words().forgotIntro}</p>
      {sent ? (
        <p class="hint">{words().forgotHint}</p>
      ) : (
        <>
          <EmailField value={email} focused />
          <FormEnd problem={problem} busy={busy}>
            {words().forgotSend}
          </FormEnd>
        </>
      )}
      <button type="button" class="button quiet wide" onClick={onBack}>
        {words().backToLogIn}
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
    toast(words().resetDone, { tone: "good" });
  };
  const { problem, busy, submit } = useSubmit(set, { invalid: words().resetInvalid });
  return (
    <form class="auth-form" onSubmit={submit}>
      <h2>{words().resetTitle}</h2>
      <PasswordField
        label={words().newPassword}
        isNew
        hint={`${words().passwordHint}. ${words().resetEnds}`}
        focused
      />
      <FormEnd problem={problem} busy={busy}>
        {words().resetSet}
      </FormEnd>
      <button type="button" class="button quiet wide" onClick={() => onLeave("forgot")}>
        {words().resetAsk}
      </button>
    </form>
  );
}
