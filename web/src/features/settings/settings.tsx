import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../core/types.ts";
import { deviceZone } from "../../lib/zone.ts";
import { TimeInput } from "../../parts/date-input.tsx";
import { Choice, Switch } from "../../parts/fields.tsx";
import { ZoneField } from "../../parts/zone-field.tsx";
import { changeMe, loadMe } from "../../state/account.ts";
import { askForConfirmation } from "../../state/confirm.ts";
import { install } from "../../state/install.ts";
import { me, zone } from "../../state/memory.ts";
import { type Prefs, prefer, prefs } from "../../state/prefs.ts";
import { type PushState, pushState } from "../../state/push.ts";
import { announce, toast } from "../../state/toasts.ts";
import { weekdayNames } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import { languages } from "../../words/languages.ts";
import { SessionSection } from "../account/session-section.tsx";
import { Connections } from "../connections/connections.tsx";
import { Devices } from "../notifications/devices.tsx";
import { DataSection } from "./data-section.tsx";

/** The account, this device's appearance, notifications, and the person's data. */
export function SettingsView() {
  useEffect(() => void loadMe(), []);
  return (
    <div class="view settings">
      <header class="view-head">
        <h1>{t.view.settings}</h1>
      </header>
      <Account />
      <Looks />
      {me.value && <Notifications account={me.value} />}
      <Connections />
      <DataSection />
      <SessionSection />
    </div>
  );
}

async function change(patch: Record<string, unknown>): Promise<void> {
  try {
    await changeMe(patch);
    announce(t.settings.saved);
  } catch {
    toast(t.settings.offline, { tone: "bad" });
  }
}

function Account() {
  const [name, setName] = useState<string | null>(null);
  const here = deviceZone();
  return (
    <section class="card-section">
      <h2>{t.settings.account}</h2>
      <label class="field">
        <span>{t.settings.name}</span>
        <input
          value={name ?? me.value?.name ?? ""}
          maxLength={200}
          autocomplete="name"
          onInput={(event) => setName(event.currentTarget.value)}
          onChange={(event) => void change({ name: event.currentTarget.value })}
        />
      </label>
      <div class="field">
        <span aria-hidden="true">{t.settings.zone}</span>
        <ZoneField value={zone.value} onChange={(time_zone) => void change({ time_zone })} />
      </div>
      {zone.value !== here && (
        <button type="button" class="button small" onClick={() => void change({ time_zone: here })}>
          {t.settings.useDevice(here)}
        </button>
      )}
    </section>
  );
}

function Looks() {
  const value = prefs.value;
  return (
    <section class="card-section">
      <h2>{t.settings.look}</h2>
      <Choice
        label={t.settings.theme}
        value={value.theme}
        options={t.settings.themes}
        onChange={(theme) => prefer({ theme: theme as Prefs["theme"] })}
      />
      <Choice
        label={t.settings.density}
        value={value.density}
        options={t.settings.densities}
        onChange={(density) => prefer({ density: density as Prefs["density"] })}
      />
      <Choice
        label={t.settings.language}
        value={value.locale}
        options={languageChoices()}
        onChange={(locale) => prefer({ locale: locale as Prefs["locale"] })}
      />
      <Choice
        label={t.settings.hours}
        value={value.hours}
        options={t.settings.hoursChoices}
        onChange={(hours) => prefer({ hours: hours as Prefs["hours"] })}
      />
      <Choice
        label={t.settings.week}
        value={value.week}
        options={weekChoices()}
        onChange={(week) => prefer({ week: week as Prefs["week"] })}
      />
      <Switch
        label={t.settings.contrast}
        on={value.contrast === "more"}
        onChange={(on) => prefer({ contrast: on ? "more" : "system" })}
      />
      <Switch
        label={t.settings.shortcuts}
        on={value.shortcuts}
        onChange={(shortcuts) => prefer({ shortcuts })}
      />
      <Switch
        label={t.settings.autoRemind}
        on={value.autoRemind}
        onChange={(autoRemind) => prefer({ autoRemind })}
      />
      {install.value && (
        <div class="field-row">
          <span>
            {t.settings.install}
            <small class="hint">{t.settings.installHint}</small>
          </span>
          <button type="button" class="button small" onClick={install.value}>
            {t.settings.installNow}
          </button>
        </div>
      )}
    </section>
  );
}

/** The days on which weeks begin somewhere. */
const weekChoices = (): Record<string, string> => ({
  auto: t.settings.weekAuto,
  ...Object.fromEntries(
    weekdayNames("long")
      .filter(({ day }) => [1, 6, 7].includes(day))
      .map(({ day, name }) => [day, name]),
  ),
});

/** The languages, each by its own name. */
const languageChoices = (): Record<string, string> => ({
  auto: t.settings.languageAuto,
  ...Object.fromEntries(Object.entries(languages).map(([code, { name }]) => [code, name])),
});

/** In these states a device receives nothing, although the account has notifications on. */
const elsewhere = new Set<PushState>(["off", "denied", "unsupported"]);

function Notifications({ account: { notifications, quiet_hours, email_confirmed } }: { account: Me }) {
  const set = (part: Partial<Me["notifications"]>) => void change({ notifications: part });
  return (
    <section class="card-section">
      <h2>{t.settings.notifications}</h2>
      <Switch
        label={t.settings.pushSwitch}
        hint={notifications.push && elsewhere.has(pushState.value) ? t.settings.pushElsewhere : undefined}
        on={notifications.push}
        onChange={(push) => set({ push })}
      />
      <Devices />
      <Choice
        label={t.settings.email}
        value={notifications.email}
        options={t.settings.emails}
        onChange={(email) => set({ email: email as "always" })}
      />
      {notifications.email !== "never" && email_confirmed === false && (
        <p class="hint">
          {t.settings.emailUnconfirmed}{" "}
          <button type="button" class="button small" onClick={() => void askForConfirmation()}>
            {t.settings.emailSendLink}
          </button>
        </p>
      )}
      <Switch label={t.settings.digest} on={notifications.digest} onChange={(digest) => set({ digest })} />
      {notifications.digest && (
        <div class="field-row">
          <span aria-hidden="true">{t.settings.digestHour}</span>
          <TimeInput
            label={t.settings.digestHour}
            value={`${String(notifications.digest_hour).padStart(2, "0")}:00`}
            onChange={(time) => time && set({ digest_hour: Number(time.slice(0, 2)) })}
          />
        </div>
      )}
      <Switch
        label={t.settings.quiet}
        hint={t.settings.quietExplain}
        on={quiet_hours !== null}
        onChange={(on) => void change({ quiet_hours: on ? { from: "22:00", to: "07:00" } : null })}
      />
      {quiet_hours && (
        <div class="inline-fields">
          {(["from", "to"] as const).map((end) => (
            <div key={end} class="inline-field">
              <span aria-hidden="true">{t.settings[end]}</span>
              <TimeInput
                label={t.settings[end]}
                value={quiet_hours[end]}
                onChange={(time) => time && void change({ quiet_hours: { ...quiet_hours, [end]: time } })}
              />
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
