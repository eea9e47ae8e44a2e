import { useEffect, useState } from "preact/hooks";
import type { Scope } from "../../../../functions/_shared/domain/scopes.ts";
import { ApiError } from "../../core/api.ts";
import { type AccessRequest, accessRequest, decideRequest } from "../../state/connections.ts";
import { me } from "../../state/memory.ts";
import { route } from "../../state/router.ts";
import { loggedOut } from "../../state/session.ts";
import { t } from "../../words/index.ts";
import { ScopeSwitches } from "./scopes.tsx";
import { words } from "./words.ts";

/** The page on which a person decides about a program's request for access, `#/connect?request=…`. */
export function ConnectView() {
  const { params } = route.value;
  const id = params.get("request");
  const error = params.get("error");
  const [request, setRequest] = useState<AccessRequest | null>(null);
  const [problem, setProblem] = useState(error ? words().errors(error) : "");
  useEffect(() => {
    if (!id || loggedOut.value) return;
    // After an ended session the request is read again.
    setProblem("");
    accessRequest(id).then(setRequest, (failure) => setProblem(wordsOf(failure)));
  }, [id, loggedOut.value]);
  return (
    <div class="view settings">
      <header class="view-head">
        <h1>{t.view.connect}</h1>
      </header>
      <section class="card-section">
        {problem && <p role="alert">{problem}</p>}
        {!problem && request && <Request request={request} onEnd={setProblem} />}
        {!problem && !id && <p>{words().errors("")}</p>}
      </section>
    </div>
  );
}

const isTooOld = (failure: unknown) => failure instanceof ApiError && failure.problem.status === 404;
const wordsOf = (failure: unknown): string => (isTooOld(failure) ? words().tooOld : words().unreachable);

function Request({ request, onEnd }: { request: AccessRequest; onEnd: (words: string) => void }) {
  // Deleting is never on unless the person turns it on.
  const [given, setGiven] = useState<Scope[]>(request.scopes.filter((scope) => scope !== "tasks:delete"));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const decide = async (allow: boolean) => {
    setBusy(true);
    try {
      location.assign(await decideRequest(request.id, { allow, scopes: given }));
    } catch (failure) {
      if (isTooOld(failure)) return onEnd(wordsOf(failure));
      const isFull = failure instanceof ApiError && failure.code === "limit-reached";
      setProblem(isFull ? words().full : wordsOf(failure));
    }
    setBusy(false);
  };
  return (
    <>
      <h2>{words().asks(request.client_name)}</h2>
      <p>{words().as(me.value?.email ?? "")}</p>
      <p class="hint">{request.client_host ? words().publishedBy(request.client_host) : words().ownName}</p>
      <p class={request.local ? "banner warn" : "hint"}>
        <span>{words().goesTo(request.redirect_host, request.local)}</span>
      </p>
      <ScopeSwitches offered={request.scopes} given={given} onChange={setGiven} />
      <p class="hint">{words().endsLater}</p>
      <p class="form-problem" role="alert">
        {problem}
      </p>
      <div class="button-row">
        <button
          type="button"
          class="button primary"
          disabled={busy || given.length === 0}
          onClick={() => void decide(true)}
        >
          {words().allow}
        </button>
        <button type="button" class="button" disabled={busy} onClick={() => void decide(false)}>
          {t.cancel}
        </button>
      </div>
    </>
  );
}
