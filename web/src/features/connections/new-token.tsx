import { useState } from "preact/hooks";
import type { Scope } from "../../../../functions/_shared/domain/scopes.ts";
import { ApiError } from "../../core/api.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Choice } from "../../parts/fields.tsx";
import { makeToken } from "../../state/connections.ts";
import { announce, toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { ScopeSwitches } from "./scopes.tsx";

/** Makes a personal token, and shows it once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const [token, setToken] = useState("");
  return (
    <Dialog label={t.connections.make} onClose={onClose} kind="narrow">
      {token ? <Shown token={token} onClose={onClose} /> : <Form onMade={setToken} />}
    </Dialog>
  );
}

function Form({ onMade }: { onMade: (token: string) => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [given, setGiven] = useState<Scope[]>(["tasks:read"]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      const expires_in_days = days === "" ? null : Number(days);
      onMade((await makeToken({ name, scopes: given, expires_in_days })).token);
    } catch (error) {
      toast(error instanceof ApiError ? error.message : t.settings.offline, { tone: "bad" });
    }
  };
  return (
    <form class="fields" onSubmit={submit}>
      <label class="field">
        <span>{t.connections.name}</span>
        <input
          required
          data-autofocus
          maxLength={100}
          autocomplete="off"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Choice label={t.connections.expires} value={days} options={t.connections.lives} onChange={setDays} />
      <ScopeSwitches given={given} onChange={setGiven} />
      <button type="submit" class="button primary" disabled={!name.trim() || given.length === 0}>
        {t.connections.make}
      </button>
    </form>
  );
}

function Shown({ token, onClose }: { token: string; onClose: () => void }) {
  const copy = async () => {
    await navigator.clipboard.writeText(token).catch(() => undefined);
    announce(t.connections.copied);
  };
  return (
    <div class="fields">
      <p>{t.connections.shownOnce}</p>
      <label class="field">
        <span>{t.connections.token}</span>
        <input readOnly value={token} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <div class="button-row">
        <button type="button" class="button primary" onClick={() => void copy()}>
          {t.connections.copy}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t.close}
        </button>
      </div>
    </div>
  );
}
