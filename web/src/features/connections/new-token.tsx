import { useState } from "preact/hooks";
import type { Scope } from "../../../../functions/_shared/domain/scopes.ts";
import { ApiError } from "../../core/api.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Choice } from "../../parts/fields.tsx";
import { makeToken } from "../../state/connections.ts";
import { announce, toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { ScopeSwitches } from "./scopes.tsx";
import { words } from "./words.ts";

/** Makes a personal token, and shows it once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const [token, setToken] = useState("");
  return (
    <Dialog label={words().make} onClose={onClose} kind="narrow">
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
      toast(error instanceof ApiError ? error.message : t.onlyOnline, { tone: "bad" });
    }
  };
  return (
    <form class="fields" onSubmit={submit}>
      <label class="field">
        <span>{words().name}</span>
        <input
          required
          data-autofocus
          maxLength={100}
          autocomplete="off"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Choice label={words().expires} value={days} options={words().lives} onChange={setDays} />
      <ScopeSwitches given={given} onChange={setGiven} />
      <button type="submit" class="button primary" disabled={!name.trim() || given.length === 0}>
        {words().make}
      </button>
    </form>
  );
}

function Shown({ token, onClose }: { token: string; onClose: () => void }) {
  const copy = async () => {
    await navigator.clipboard.writeText(token).catch(() => undefined);
    announce(words().copied);
  };
  return (
    <div class="fields">
      <p>{words().shownOnce}</p>
      <label class="field">
        <span>{words().token}</span>
        <input readOnly value={token} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <div class="button-row">
        <button type="button" class="button primary" onClick={() => void copy()}>
          {words().copy}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t.close}
        </button>
      </div>
    </div>
  );
}
