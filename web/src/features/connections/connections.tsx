import { useEffect, useState } from "preact/hooks";
import { type Connection, connections, endConnection } from "../../state/connections.ts";
import { instantName } from "../../state/names.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { NewToken } from "./new-token.tsx";
import { words } from "./words.ts";

/** The programs that may work with the tasks, and how to connect another one. */
export function Connections() {
  const [known, setKnown] = useState<Connection[]>([]);
  const [making, setMaking] = useState(false);
  const load = () => connections().then(setKnown, () => undefined);
  useEffect(() => void load(), []);
  const end = async (id: string) => {
    await endConnection(id).catch(() => toast(t.onlyOnline, { tone: "bad" }));
    await load();
  };
  return (
    <section class="card-section">
      <h2>{words().title}</h2>
      <p class="hint">
        {words().how} <code>{`${location.origin}/mcp`}</code>
      </p>
      {known.length > 0 && (
        <ul class="device-list">
          {known.map((each) => (
            <li key={each.id}>
              <span>
                <bdi>{each.name}</bdi> {each.kind === "token" && <em>({words().token})</em>}
                <small class="hint">{describe(each)}</small>
              </span>
              <button
                type="button"
                class="button small quiet"
                aria-label={words().endOf(each.name)}
                onClick={() => void end(each.id)}
              >
                {words().end}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" class="button small" onClick={() => setMaking(true)}>
        {words().make}
      </button>
      {making && (
        <NewToken
          onClose={() => {
            setMaking(false);
            void load();
          }}
        />
      )}
    </section>
  );
}

function describe({ scopes, used_at, expires_at }: Connection): string {
  return [
    scopes.map((scope) => words().short[scope]).join(", "),
    used_at ? words().lastUse(instantName(used_at)) : words().neverUsed,
    ...(expires_at ? [words().until(instantName(expires_at))] : []),
  ].join(" · ");
}
