import { useEffect, useState } from "preact/hooks";
import { instantName } from "../../state/names.ts";
import {
  type Device,
  devices,
  pushState,
  readPushState,
  removeDevice,
  subscribe,
  testDevices,
  thisDevice,
  unsubscribe,
} from "../../state/push.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";

/** Which devices are notified, and how this one stands. */
export function Devices() {
  const [known, setKnown] = useState<Device[]>([]);
  const load = () => devices().then(setKnown, () => undefined);
  useEffect(() => {
    void readPushState();
    void load();
  }, []);
  const run = (action: () => Promise<unknown>) => async () => {
    await action().catch(() => toast(t.push.failed, { tone: "bad" }));
    await load();
  };
  const state = pushState.value;
  return (
    <div class="devices">
      {state === "denied" && (
        <p class="banner warn">
          <span>
            <strong>{t.push.denied}.</strong> {t.push.deniedHelp}
          </span>
        </p>
      )}
      {state === "unsupported" && <p class="hint">{t.push.unsupported}</p>}
      {state === "off" && (
        <div class="card">
          <div>
            <h3>{t.push.why}</h3>
            <p>{t.push.explain}</p>
            <button type="button" class="button primary small" onClick={run(subscribe)}>
              {t.push.enable}
            </button>
          </div>
        </div>
      )}
      {state === "on" && (
        <p>
          {t.push.on}.{" "}
          <button type="button" class="link" onClick={run(unsubscribe)}>
            {t.push.off}
          </button>
        </p>
      )}
      {known.length > 0 && (
        <>
          <h3>{t.push.devices}</h3>
          <ul class="device-list">
            {known.map(({ id, device, last_success_at }) => (
              <li key={id}>
                <span>
                  {device || "?"} {id === thisDevice() && <em>({t.push.thisDevice})</em>}
                  <small class="hint">
                    {last_success_at ? t.push.lastSuccess(instantName(last_success_at)) : t.push.never}
                  </small>
                </span>
                <button
                  type="button"
                  class="button small quiet"
                  onClick={run(() => (id === thisDevice() ? unsubscribe() : removeDevice(id)))}
                >
                  {t.push.remove}
                </button>
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="button small"
            onClick={run(async () => {
              await testDevices();
              toast(t.push.testSent);
            })}
          >
            {t.push.test}
          </button>
        </>
      )}
    </div>
  );
}
