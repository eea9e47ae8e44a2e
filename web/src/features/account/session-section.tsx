import { useState } from "preact/hooks";
import { ApiError } from "../../core/api.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { logOut, renewPush } from "../../state/account.ts";
import { askForConfirmation } from "../../state/confirm.ts";
import { me, queue } from "../../state/memory.ts";
import { session } from "../../state/session.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { PasswordField } from "./form.tsx";

/** The account, changing its password, and logging out. */
export function SessionSection() {
  const [changing, setChanging] = useState(false);
  return (
    <section class="card-section">
      <h2>{t.settings.session}</h2>
      <p>
        <bdi>{me.value?.email}</bdi>
      </p>
      {me.value?.email_confirmed === false && (
        <p class="hint">
          {t.settings.emailUnconfirmedPassword}{" "}
          <button type="button" class="button small" onClick={() => void askForConfirmation()}>
            {t.settings.emailSendFirst}
          </button>
        </p>
      )}
      <div class="button-row">
        <button type="button" class="button" onClick={() => setChanging(true)}>
          {t.settings.changePassword}
        </button>
        <button type="button" class="button" onClick={() => void leave()}>
          {t.settings.logOut}
        </button>
        <button type="button" class="button" onClick={() => void leave(true)}>
          {t.settings.logOutEverywhere}
        </button>
      </div>
      {changing && <ChangePassword onClose={() => setChanging(false)} />}
    </section>
  );
}

async function leave(everywhere = false): Promise<void> {
  const waiting = queue.value.length;
  if (waiting > 0 && !confirm(t.settings.logOutUnsaved(waiting))) return;
  try {
    if (everywhere) await session.request("/v1/sessions", { method: "DELETE" });
    await logOut();
  } catch {
    toast(t.settings.offline, { tone: "bad" });
  }
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const [problem, setProblem] = useState("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const entries = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await session.changePassword(String(entries.get("current")), String(entries.get("new")));
      void renewPush();
      toast(t.settings.passwordChanged, { tone: "good" });
      onClose();
    } catch (error) {
      setProblem(words(error));
    }
  };
  return (
    <Dialog label={t.settings.changePassword} onClose={onClose} kind="narrow">
      <form class="fields" onSubmit={submit}>
        {/* Password managers need to know whose password it is. */}
        <input hidden name="email" autocomplete="username" value={me.value?.email} readOnly />
        <PasswordField name="current" label={t.settings.currentPassword} />
        <PasswordField name="new" label={t.settings.newPassword} isNew />
        <p class="hint">{t.settings.passwordEnds}</p>
        <p class="form-problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="button primary">
          {t.settings.changePassword}
        </button>
      </form>
    </Dialog>
  );
}

function words(error: unknown): string {
  if (!(error instanceof ApiError)) return t.settings.offline;
  if (error.code === "wrong-password") return t.settings.passwordWrong;
  return error.code === "too-many-requests" ? t.auth.tooMany : (error.problem.detail ?? t.auth.failed);
}
