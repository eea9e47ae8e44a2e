import { useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { syncNow } from "../state/actions.ts";
import { logOut, session } from "../state/app.ts";
import { me } from "../state/memory.ts";
import { toast } from "../state/toasts.ts";
import { Dialog } from "../ui/dialog.tsx";

const types = { json: "application/json", ics: "text/calendar", csv: "text/csv" } as const;

/** Taking the data out, bringing data in, and erasing it. */
export function DataSection() {
  const [erasing, setErasing] = useState(false);
  return (
    <section class="card-section">
      <h2>{t.settings.data}</h2>
      <div class="field-row">
        <span>{t.settings.export}</span>
        <div class="button-row">
          {(Object.keys(types) as (keyof typeof types)[]).map((format) => (
            <button key={format} type="button" class="button small" onClick={() => void download(format)}>
              {format.toUpperCase()}
            </button>
          ))}
        </div>
      </div>
      <label class="field-row">
        <span>{t.settings.import}</span>
        <input
          type="file"
          accept=".json,.ics,.csv"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) void upload(file);
            event.currentTarget.value = "";
          }}
        />
      </label>
      <button type="button" class="button danger small" onClick={() => setErasing(true)}>
        {t.settings.delete}
      </button>
      {erasing && <Erase onClose={() => setErasing(false)} />}
    </section>
  );
}

function Erase({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const erase = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await session.request("/v1/me", { method: "DELETE" });
      await logOut();
    } catch {
      toast(t.settings.offline, { tone: "bad" });
    }
  };
  return (
    <Dialog label={t.settings.delete} onClose={onClose} kind="narrow">
      <form class="fields" onSubmit={erase}>
        <label class="field">
          <span>{t.settings.deleteConfirm}</span>
          <input
            type="email"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button
          type="submit"
          class="button danger"
          disabled={!me.value || typed.toLowerCase() !== me.value.email.toLowerCase()}
        >
          {t.settings.delete}
        </button>
      </form>
    </Dialog>
  );
}

async function download(format: keyof typeof types): Promise<void> {
  try {
    const { body } = await session.request(`/v1/export?format=${format}`);
    const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: types[format] }));
    link.download = `taskwake.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch {
    toast(t.settings.offline, { tone: "bad" });
  }
}

async function upload(file: File): Promise<void> {
  try {
    const extension = /\.(json|ics|csv)$/i.exec(file.name)?.[1]?.toLowerCase() as
      | keyof typeof types
      | undefined;
    const typed = new Blob([file], { type: extension ? types[extension] : file.type });
    const { body } = await session.request("/v1/import", { method: "POST", body: typed });
    const { imported, created, results, warnings } = body as Record<string, unknown>;
    const count =
      [imported, created].find((one) => typeof one === "number") ??
      (results as unknown[] | undefined)?.length ??
      0;
    toast(t.settings.importDone(count as number));
    for (const warning of ((warnings as unknown[]) ?? []).slice(0, 3))
      toast(String(warning), { tone: "bad" });
    syncNow();
  } catch (error) {
    toast(`${t.settings.importFailed} ${error instanceof Error ? error.message : ""}`, { tone: "bad" });
  }
}
