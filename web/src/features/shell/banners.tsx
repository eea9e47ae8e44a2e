import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { deviceZone } from "../../lib/zone.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Icon } from "../../parts/icon.tsx";
import { changeMe } from "../../state/account.ts";
import { connection } from "../../state/connection.ts";
import { me, queue, stuck } from "../../state/memory.ts";
import { loggedOut } from "../../state/session.ts";
import { sheet } from "../../state/sheet.ts";
import { updateReady } from "../../state/update.ts";
import { t } from "../../words/index.ts";
import { AuthView } from "../account/auth-view.tsx";

const loggingIn = signal(false);
const zoneKept = signal(sessionStorage.getItem("zone-kept"));

/** Notices about the whole client; at most a line, and never over the tasks. */
export function Banners({ children }: { children: ComponentChildren }) {
  return (
    <div class="banners">
      {loggedOut.value && <LoggedOut />}
      {connection.value === "offline" && !loggedOut.value && <Offline />}
      {updateReady.value && <Update run={updateReady.value} />}
      <Undecided />
      <OtherZone />
      {children}
    </div>
  );
}

function LoggedOut() {
  return (
    <>
      <p class="banner warn">
        <Icon name="cloudAlert" />
        <span>{t.sync.loggedOut}</span>
        <button
          type="button"
          class="button small"
          onClick={() => {
            loggingIn.value = true;
          }}
        >
          {t.sync.logIn}
        </button>
      </p>
      {loggingIn.value && (
        <Dialog
          label={t.sync.logInAgain}
          onClose={() => {
            loggingIn.value = false;
          }}
        >
          <AuthView again />
        </Dialog>
      )}
    </>
  );
}

function Offline() {
  return (
    <p class="banner">
      <Icon name="cloudOff" />
      <span>
        {queue.value.length > 0 ? t.sync.offlineKept(queue.value.length) : t.sync.offline}.{" "}
        {t.sync.offlineHint}
      </span>
    </p>
  );
}

/** Stays until everything is decided. */
function Undecided() {
  const count = stuck.value.length;
  if (count === 0) return null;
  return (
    <p class="banner warn">
      <Icon name="cloudAlert" />
      <span>{t.sync.stuck(count)}</span>
      <button
        type="button"
        class="button small"
        onClick={() => {
          sheet.value = { name: "unsaved" };
        }}
      >
        {t.sync.decide}
      </button>
    </p>
  );
}

function Update({ run }: { run: () => void }) {
  return (
    <p class="banner">
      <Icon name="sun" />
      <span>
        {t.update.ready}. {queue.value.length > 0 && t.update.wait}
      </span>
      {queue.value.length === 0 && (
        <button type="button" class="button small" onClick={run}>
          {t.update.now}
        </button>
      )}
    </p>
  );
}

/** The device's zone differs from the account's, and the person has not decided yet to keep that. */
function OtherZone() {
  const zone = me.value?.time_zone;
  const here = deviceZone();
  if (!zone || zone === here || zoneKept.value === zone + here) return null;
  return (
    <p class="banner">
      <Icon name="clock" />
      <span>{t.zone.differs(zone, here)}</span>
      <button
        type="button"
        class="button small"
        onClick={() => void changeMe({ time_zone: here }).catch(() => undefined)}
      >
        {t.zone.useDevice(here)}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t.close}
        onClick={() => {
          zoneKept.value = zone + here;
          sessionStorage.setItem("zone-kept", zone + here);
        }}
      >
        <Icon name="close" />
      </button>
    </p>
  );
}
