import { useEffect, useState } from "preact/hooks";
import { instantName } from "../../state/names.ts";
import { endSession, type ListedSession, sessions } from "../../state/sessions.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { words } from "./words.ts";

/** The devices that are logged in; each but this one can be ended, which is logged out elsewhere on the page. */
export function Sessions() {
  const [known, setKnown] = useState<ListedSession[]>([]);
  const load = () => sessions().then(setKnown, () => undefined);
  useEffect(() => void load(), []);
  const end = async (id: string) => {
    try {
      await endSession(id);
      toast(words().sessionEnded, { tone: "good" });
    } catch {
      toast(t.onlyOnline, { tone: "bad" });
    }
    await load();
  };
  // A person of an external issuer has none here.
  if (known.length === 0) return null;
  return (
    <section class="card-section">
      <h2>{words().sessions}</h2>
      <p class="hint">{words().sessionsHint}</p>
      <ul class="device-list">
        {known.map((each) => (
          <Entry key={each.id} session={each} onEnd={() => void end(each.id)} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ session, onEnd }: { session: ListedSession; onEnd: () => void }) {
  const device = session.device || words().sessionUnknown;
  return (
    <li>
      <span>
        <bdi>{device}</bdi> {session.current && <em>({words().sessionHere})</em>}
        <small class="hint">
          {words().sessionTimes(instantName(session.used_at), instantName(session.begun_at))}
        </small>
      </span>
      {!session.current && (
        <button
          type="button"
          class="button small quiet"
          aria-label={words().sessionEndOf(device)}
          onClick={onEnd}
        >
          {words().sessionEnd}
        </button>
      )}
    </li>
  );
}
