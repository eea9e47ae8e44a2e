import { useRef, useState } from "preact/hooks";
import { ApiError } from "../../core/api.ts";
import { Logo } from "../../parts/logo.tsx";
import { logIn, startAgain } from "../../state/account.ts";
import { instantName } from "../../state/names.ts";
import { canUsePasskeys, logInByPasskey } from "../../state/passkeys.ts";
import { resetToken } from "../../state/reset.ts";
import { isReplaced, loggedOut, wasUsed } from "../../state/session.ts";
import { t } from "../../words/index.ts";
import { ForgotPassword, ResetPassword } from "./forgotten.tsx";
import { EmailField, FormEnd, PasswordField, useSubmit } from "./form.tsx";
import { words } from "./words.ts";

type How = "login" | "register" | "forgot";

/** Log in, create an account, or reset the password. */
export function AuthView({ again = false }: { again?: boolean }) {
  const [how, setHow] = useState<How>(again || wasUsed() ? "login" : "register");
  const email = useRef("");
  const leaveReset = (to: How) => {
    resetToken.value = null;
    setHow(to);
  };
  let form = <LogIn how={how === "register" ? how : "login"} again={again} email={email} onGo={setHow} />;
  if (how === "forgot") form = <ForgotPassword email={email.current} onBack={() => setHow("login")} />;
  if (again) return form;
  if (resetToken.value !== null) form = <ResetPassword token={resetToken.value} onLeave={leaveReset} />;
  if (isReplaced.value) form = <Replaced />;
  return (
    <main class="auth">
      <section class="auth-pitch">
        <p class="auth-brand">
          <Logo size={48} />
          {t.appName}
        </p>
        <h1>{words().welcome}</h1>
        <p>{words().pitch}</p>
      </section>
      {form}
    </main>
  );
}

/** Another tab has logged in as somebody else: this one switches to that account only when the person agrees. */
function Replaced() {
  return (
    <section class="auth-form" role="alert">
      <h2>{words().replaced}</h2>
      <p>{words().replacedText}</p>
      <button type="button" class="button primary" onClick={startAgain}>
        {words().continue}
      </button>
    </section>
  );
}

interface LogInProps {
  how: "login" | "register";
  again: boolean;
  /** The content of the field, for the next form. */
  email: { current: string };
  onGo: (to: How) => void;
}

function LogIn({ how, again, email, onGo }: LogInProps) {
  const [mailed, setMailed] = useState(false);
  const [ending, setEnding] = useState<Ending>();
  /** Logs in; by the same way again if the person keeps an account that is about to be erased. */
  const enter = async (way: (keep: boolean) => Promise<boolean>) => {
    try {
      if (await way(false)) loggedOut.value = false;
      else setMailed(true);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "erasure-pending") throw error;
      setEnding({ keep: () => way(true), at: error.problem.erase_at ?? "" });
    }
  };
  const { problem, setProblem, busy, submit, attempt } = useSubmit((body) => {
    if (!body.name) delete body.name;
    return enter((keep) => logIn(how, keep ? { ...body, keep } : body));
  });
  const isNew = how === "register";
  const title = isNew ? words().register : t.sync.logIn;
  if (ending) return <Keep {...ending} onBack={() => setEnding(undefined)} />;
  if (mailed)
    return (
      <Mailed
        onBack={() => {
          setMailed(false);
          onGo("login");
        }}
      />
    );
  return (
    <form class="auth-form" onSubmit={submit}>
      <h2>{title}</h2>
      {isNew && (
        <label class="field">
          <span>{words().name}</span>
          <input name="name" autocomplete="name" maxLength={200} />
        </label>
      )}
      <EmailField
        value={email.current}
        onInput={(value) => {
          email.current = value;
        }}
      />
      <PasswordField label={words().password} isNew={isNew} />
      <FormEnd problem={problem} busy={busy}>
        {title}
      </FormEnd>
      {!isNew && canUsePasskeys() && (
        <button
          type="button"
          class="button wide"
          disabled={busy}
          onClick={() => void attempt(() => enter(logInByPasskey))}
        >
          {words().passkeyLogIn}
        </button>
      )}
      {!isNew && (
        <button type="button" class="button quiet wide" onClick={() => onGo("forgot")}>
          {words().forgot}
        </button>
      )}
      {!again && (
        <button
          type="button"
          class="button quiet wide"
          onClick={() => {
            setProblem("");
            onGo(isNew ? "login" : "register");
          }}
        >
          {isNew ? words().haveAccount : words().needAccount}
        </button>
      )}
    </form>
  );
}

/** The account begins by the link that was mailed, whether the address had one or not. */
function Mailed({ onBack }: { onBack: () => void }) {
  return (
    <section class="auth-form">
      <h2>{words().mailed}</h2>
      <p role="status">{words().mailedText}</p>
      <p class="hint">{words().mailedHint}</p>
      <button type="button" class="button quiet wide" onClick={onBack}>
        {words().backToLogIn}
      </button>
    </section>
  );
}

/** An account that is about to be erased, and how its owner logs in to keep it. */
interface Ending {
  keep: () => Promise<unknown>;
  at: string;
}

/** Whoever logs in before the erasure can call it off. */
function Keep({ keep, at, onBack }: Ending & { onBack: () => void }) {
  const { problem, busy, submit } = useSubmit(async () => {
    await keep();
    loggedOut.value = false;
  });
  return (
    <form class="auth-form" onSubmit={submit}>
      <h2>{words().ends}</h2>
      <p role="status">{words().endsText(instantName(at))}</p>
      <FormEnd problem={problem} busy={busy}>
        {words().keep}
      </FormEnd>
      <button type="button" class="button quiet wide" onClick={onBack}>
        {words().backToLogIn}
      </button>
    </form>
  );
}
