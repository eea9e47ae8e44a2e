import { useState } from "preact/hooks";
import { ApiError } from "../../core/api.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { logOut, renewPush } from "../../state/account.ts";
import { me, queue } from "../../state/memory.ts";
import { session } from "../../state/session.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { askForConfirmation } from "./confirm.ts";
import { PasswordField } from "./form.tsx";
import { words } from "./words.ts";

/** The account, changing its password, and logging out. */
export function SessionSection() {
  const [changing, setChanging] = useState(false);
  return (
    <section class="card-section">
      <h2>{words().session}</h2>
      <p>
        <bdi>{me.value?.email}</bdi>
      </p>
      {me.value?.email_confirmed === false && (
        <p class="hint">
          {words().emailUnconfirmedPassword}{" "}
          <button type="button" class="button small" onClick={() => void askForConfirmation()}>
            {words().emailSendFirst}
          </button>
        </p>
      )}
      <div class="button-row">
        <button type="button" class="button" onClick={() => setChanging(true)}>
          {words().changePassword}
        </button>
        <button type="button" class="button" onClick={() => void leave()}>
          {words().logOut}
        </button>
        <button type="button" class="button" onClick={() => void leave(true)}>
          {words().logOutEverywhere}
        </button>
      </div>
      {changing && <ChangePassword onClose={() => setChanging(false)} />}
    </section>
  );
}

async function leave(everywhere = false): Promise<void> {
  const waiting = queue.value.length;
  if (waiting > 0 && !confirm(words().logOutUnsaved(waiting))) return;
  try {
    if (everywhere) await session.request("/v1/sessions", { method: "DELETE" });
    await logOut();
  } catch {
    toast(t.onlyOnline, { tone: "bad" });
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
      toast(words().passwordChanged, { tone: "good" });
      onClose();
    } catch (error) {
      setProblem(reasonOf(error));
    }
  };
  return (
    <Dialog label={words().changePassword} onClose={onClose} kind="narrow">
      <form class="fields" onSubmit={submit}>
        {/* Password managers need to know whose password it is. */}
        <input hidden name="email" autocomplete="username" value={me.value?.email} readOnly />
        <PasswordField name="current" label={words().currentPassword} />
        <PasswordField name="new" label={words().newPassword} isNew />
        <p class="hint">{words().passwordEnds}</p>
        <p class="form-problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="button primary">
          {words().changePassword}
        </button>
      </form>
    </Dialog>
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return t.onlyOnline;
  if (error.code === "wrong-password") return words().passwordWrong;
  return error.code === "too-many-requests" ? words().tooMany : (error.problem.detail ?? t.didNotWork);
}
