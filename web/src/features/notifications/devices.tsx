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
import { words } from "./words.ts";

/** The devices that receive notifications, and the state of this one. */
export function Devices() {
  const [known, setKnown] = useState<Device[]>([]);
  const load = () => devices().then(setKnown, () => undefined);
  useEffect(() => {
    void readPushState();
    void load();
  }, []);
  const run: Run = (action) => async () => {
    await action().catch(() => toast(words().push.failed, { tone: "bad" }));
    await load();
  };
  return (
    <div class="devices">
      <ThisDevice run={run} />
      {known.length > 0 && <DeviceList known={known} run={run} />}
    </div>
  );
}

/** Runs an action on the devices, reports its failure, and reloads their state. */
type Run = (action: () => Promise<unknown>) => () => Promise<void>;

function ThisDevice({ run }: { run: Run }) {
  switch (pushState.value) {
    case "denied":
      return (
        <p class="banner warn">
          <span>
            <strong>{words().push.denied}.</strong> {words().push.deniedHelp}
          </span>
        </p>
      );
    case "unsupported":
      return <p class="hint">{words().push.unsupported}</p>;
    case "off":
      return (
        <div class="card">
          <div>
            <h3>{words().push.why}</h3>
            <p>{words().push.explain}</p>
            <button type="button" class="button primary small" onClick={run(subscribe)}>
              {words().push.enable}
            </button>
          </div>
        </div>
      );
    case "on":
      return (
        <p>
          {words().push.on}.{" "}
          <button type="button" class="link" onClick={run(unsubscribe)}>
            {words().push.off}
          </button>
        </p>
      );
    default:
      return null;
  }
}

function DeviceList({ known, run }: { known: Device[]; run: Run }) {
  const sendTest = async () => {
    await testDevices();
    toast(words().push.testSent);
  };
  return (
    <>
      <h3>{words().push.devices}</h3>
      <ul class="device-list">
        {known.map(({ id, device, last_success_at }) => (
          <li key={id}>
            <span>
              {device || "?"} {id === thisDevice() && <em>({words().push.thisDevice})</em>}
              <small class="hint">
                {last_success_at
                  ? words().push.lastSuccess(instantName(last_success_at))
                  : words().push.never}
              </small>
            </span>
            <button
              type="button"
              class="button small quiet"
              onClick={run(() => (id === thisDevice() ? unsubscribe() : removeDevice(id)))}
            >
              {words().push.remove}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button small" onClick={run(sendTest)}>
        {words().push.test}
      </button>
    </>
  );
}
