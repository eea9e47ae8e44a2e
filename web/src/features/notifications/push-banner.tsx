import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { prefer } from "../../state/prefs.ts";
import { pushState, readPushState, subscribe } from "../../state/push.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";

/** Asks for permission to notify once a task has a reminder, and explains why. */
export function PushBanner() {
  const [busy, setBusy] = useState(false);
  useEffect(() => void readPushState(), []);
  if (pushState.value !== "off") return null;
  const enable = async () => {
    setBusy(true);
    await subscribe().catch(() => toast(t.push.failed, { tone: "bad" }));
    setBusy(false);
  };
  return (
    <section class="banner" aria-label={t.push.why}>
      <Icon name="bell" />
      <span>
        <strong>{t.push.why}.</strong> {t.push.explain}
      </span>
      <button type="button" class="button primary small" disabled={busy} onClick={() => void enable()}>
        {t.push.enable}
      </button>
      <button type="button" class="button small quiet" onClick={() => prefer({ pushLater: true })}>
        {t.push.later}
      </button>
    </section>
  );
}
