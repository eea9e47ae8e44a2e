import { useState } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { prefer } from "../../state/prefs.ts";
import { subscribe } from "../../state/push.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";

/** Asks for permission to notify where it first matters, beside the first reminder, and explains why. */
export function PushCard() {
  const [busy, setBusy] = useState(false);
  const enable = async () => {
    setBusy(true);
    await subscribe().catch(() => toast(t.push.failed, { tone: "bad" }));
    setBusy(false);
  };
  return (
    <section class="card" aria-label={t.push.why}>
      <Icon name="bell" size={22} />
      <div>
        <h3>{t.push.why}</h3>
        <p>{t.push.explain}</p>
        <div class="card-actions">
          <button type="button" class="button primary small" disabled={busy} onClick={() => void enable()}>
            {t.push.enable}
          </button>
          <button type="button" class="button small quiet" onClick={() => prefer({ pushLater: true })}>
            {t.push.later}
          </button>
        </div>
      </div>
    </section>
  );
}
