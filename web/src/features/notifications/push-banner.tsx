import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { prefer } from "../../state/prefs.ts";
import { pushState, readPushState, subscribe } from "../../state/push.ts";
import { toast } from "../../state/toasts.ts";
import { words } from "./words.ts";

/** Asks for permission to notify once a task has a reminder, and explains why. */
export function PushBanner() {
  const [busy, setBusy] = useState(false);
  useEffect(() => void readPushState(), []);
  if (pushState.value !== "off") return null;
  const enable = async () => {
    setBusy(true);
    await subscribe().catch(() => toast(words().push.failed, { tone: "bad" }));
    setBusy(false);
  };
  return (
    <section class="banner" aria-label={words().push.why}>
      <Icon name="bell" />
      <span>
        <strong>{words().push.why}.</strong> {words().push.explain}
      </span>
      <button type="button" class="button primary small" disabled={busy} onClick={() => void enable()}>
        {words().push.enable}
      </button>
      <button type="button" class="button small quiet" onClick={() => prefer({ pushLater: true })}>
        {words().push.later}
      </button>
    </section>
  );
}
