import { useState } from "preact/hooks";
import { ApiError } from "../core/api.ts";
import { t } from "../i18n/index.ts";
import { logIn, wasUsed } from "../state/app.ts";
import { loggedOut } from "../state/ui.ts";
import { Logo } from "../ui/sidebar.tsx";

/** Log in, or make an account. */
export function AuthView({ again = false }: { again?: boolean }) {
  const [how, setHow] = useState<"login" | "register">(again || wasUsed() ? "login" : "register");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<
      string,
      string
    >;
    if (!body.name) delete body.name;
    setBusy(true);
    setProblem("");
    try {
      await logIn(how, body);
      loggedOut.value = false;
    } catch (error) {
      setProblem(words(error));
    }
    setBusy(false);
  };
  const form = (
    <form class="auth-form" onSubmit={submit}>
      <h2>{how === "login" ? t.auth.logIn : t.auth.register}</h2>
      {how === "register" && (
        <label class="field">
          <span>{t.auth.name}</span>
          <input name="name" autocomplete="name" maxLength={200} />
        </label>
      )}
      <label class="field">
        <span>{t.auth.email}</span>
        <input name="email" type="email" required autocomplete="username" maxLength={254} data-autofocus />
      </label>
      <label class="field">
        <span>{t.auth.password}</span>
        <input
          name="password"
          type="password"
          required
          minLength={how === "register" ? 10 : 1}
          maxLength={200}
          autocomplete={how === "register" ? "new-password" : "current-password"}
          aria-describedby={how === "register" ? "password-hint" : undefined}
        />
        {how === "register" && (
          <small id="password-hint" class="hint">
            {t.auth.passwordHint}
          </small>
        )}
      </label>
      <p class="form-problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="button primary wide" disabled={busy}>
        {how === "login" ? t.auth.logIn : t.auth.register}
      </button>
      {!again && (
        <button
          type="button"
          class="button quiet wide"
          onClick={() => {
            setHow(how === "login" ? "register" : "login");
            setProblem("");
          }}
        >
          {how === "login" ? t.auth.needAccount : t.auth.haveAccount}
        </button>
      )}
    </form>
  );
  if (again) return form;
  return (
    <main class="auth">
      <section class="auth-pitch">
        <Logo size={64} />
        <h1>{t.auth.welcome}</h1>
        <p>{t.auth.pitch}</p>
      </section>
      {form}
    </main>
  );
}

function words(error: unknown): string {
  if (!(error instanceof ApiError)) return t.auth.offline;
  const known: Record<string, string> = {
    "wrong-credentials": t.auth.wrong,
    "email-taken": t.auth.taken,
    "too-many-requests": t.auth.tooMany,
  };
  return known[error.code] ?? error.problem.detail ?? t.auth.failed;
}
