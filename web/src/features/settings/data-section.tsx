import { useState } from "preact/hooks";
import { ApiError } from "../../core/api.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { logOut } from "../../state/account.ts";
import { me } from "../../state/memory.ts";
import { session } from "../../state/session.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { words as accountWords } from "../account/words.ts";
import { ImportField } from "./import-field.tsx";
import { fileTypes } from "./imports.ts";
import { words } from "./words.ts";

/** Exporting, importing and erasing the data. */
export function DataSection() {
  const [erasing, setErasing] = useState(false);
  return (
    <section class="card-section">
      <h2>{words().data}</h2>
      <div class="field-row">
        <span>{words().export}</span>
        <div class="button-row">
          {(Object.keys(fileTypes) as (keyof typeof fileTypes)[]).map((format) => (
            <button key={format} type="button" class="button small" onClick={() => void download(format)}>
              {format.toUpperCase()}
            </button>
          ))}
        </div>
      </div>
      <ImportField />
      <button type="button" class="button danger small" onClick={() => setErasing(true)}>
        {words().delete}
      </button>
      {erasing && <Erase onClose={() => setErasing(false)} />}
    </section>
  );
}

function Erase({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const erase = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await session.request("/v1/me", { method: "DELETE", body: { password } });
      await logOut();
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === "wrong-password";
      toast(isWrong ? accountWords().passwordWrong : t.onlyOnline, { tone: "bad" });
    }
  };
  return (
    <Dialog label={words().delete} onClose={onClose} kind="narrow">
      <form class="fields" onSubmit={erase}>
        <label class="field">
          <span>{words().deleteConfirm}</span>
          <input
            type="email"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{accountWords().currentPassword}</span>
          <input
            type="password"
            autocomplete="current-password"
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        <button
          type="submit"
          class="button danger"
          disabled={!me.value || typed.toLowerCase() !== me.value.email.toLowerCase()}
        >
          {words().delete}
        </button>
      </form>
    </Dialog>
  );
}

async function download(format: keyof typeof fileTypes): Promise<void> {
  try {
    const { body } = await session.request(`/v1/export?format=${format}`);
    const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: fileTypes[format] }));
    link.download = `taskwake.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch {
    toast(t.onlyOnline, { tone: "bad" });
  }
}
