import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../core/types.ts";
import { deviceZone } from "../../lib/zone.ts";
import { TimeInput } from "../../parts/date-input.tsx";
import { Choice, Switch } from "../../parts/fields.tsx";
import { ZoneField } from "../../parts/zone-field.tsx";
import { changeMe, loadMe } from "../../state/account.ts";
import { install } from "../../state/install.ts";
import { me, zone } from "../../state/memory.ts";
import { type Prefs, prefer, prefs } from "../../state/prefs.ts";
import { type PushState, pushState } from "../../state/push.ts";
import { announce, toast } from "../../state/toasts.ts";
import { weekdayNames } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import { languages } from "../../words/languages.ts";
import { askForConfirmation } from "../account/confirm.ts";
import { Passkeys } from "../account/passkeys.tsx";
import { SessionSection } from "../account/session-section.tsx";
import { Sessions } from "../account/sessions.tsx";
import { Connections } from "../connections/connections.tsx";
import { Devices } from "../notifications/devices.tsx";
import { DataSection } from "./data-section.tsx";
import { words } from "./words.ts";

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
      <Passkeys />
      <Sessions />
      <DataSection />
      <SessionSection />
    </div>
  );
}

async function change(patch: Record<string, unknown>): Promise<void> {
  try {
    await changeMe(patch);
    announce(words().saved);
  } catch {
    toast(t.onlyOnline, { tone: "bad" });
  }
}

function Account() {
  const [name, setName] = useState<string | null>(null);
  const here = deviceZone();
  return (
    <section class="card-section">
      <h2>{words().account}</h2>
      <label class="field">
        <span>{words().name}</span>
        <input
          value={name ?? me.value?.name ?? ""}
          maxLength={200}
          autocomplete="name"
          onInput={(event) => setName(event.currentTarget.value)}
          onChange={(event) => void change({ name: event.currentTarget.value })}
        />
      </label>
      <div class="field">
        <span aria-hidden="true">{words().zone}</span>
        <ZoneField value={zone.value} onChange={(time_zone) => void change({ time_zone })} />
      </div>
      {zone.value !== here && (
        <button type="button" class="button small" onClick={() => void change({ time_zone: here })}>
          {t.zone.useDevice(here)}
        </button>
      )}
    </section>
  );
}

function Looks() {
  const value = prefs.value;
  return (
    <section class="card-section">
      <h2>{words().look}</h2>
      <Choice
        label={words().theme}
        value={value.theme}
        options={t.themes}
        onChange={(theme) => prefer({ theme: theme as Prefs["theme"] })}
      />
      <Choice
        label={words().density}
        value={value.density}
        options={words().densities}
        onChange={(density) => prefer({ density: density as Prefs["density"] })}
      />
      <Choice
        label={words().language}
        value={value.locale}
        options={languageChoices()}
        onChange={(locale) => prefer({ locale: locale as Prefs["locale"] })}
      />
      <Choice
        label={words().hours}
        value={value.hours}
        options={words().hoursChoices}
        onChange={(hours) => prefer({ hours: hours as Prefs["hours"] })}
      />
      <Choice
        label={words().week}
        value={value.week}
        options={weekChoices()}
        onChange={(week) => prefer({ week: week as Prefs["week"] })}
      />
      <Switch
        label={words().contrast}
        on={value.contrast === "more"}
        onChange={(on) => prefer({ contrast: on ? "more" : "system" })}
      />
      <Switch
        label={words().shortcuts}
        on={value.shortcuts}
        onChange={(shortcuts) => prefer({ shortcuts })}
      />
      <Switch
        label={words().autoRemind}
        on={value.autoRemind}
        onChange={(autoRemind) => prefer({ autoRemind })}
      />
      {install.value && (
        <div class="field-row">
          <span>
            {words().install}
            <small class="hint">{words().installHint}</small>
          </span>
          <button type="button" class="button small" onClick={install.value}>
            {words().installNow}
          </button>
        </div>
      )}
    </section>
  );
}

/** The days on which weeks begin somewhere. */
const weekChoices = (): Record<string, string> => ({
  auto: words().weekAuto,
  ...Object.fromEntries(
    weekdayNames("long")
      .filter(({ day }) => [1, 6, 7].includes(day))
      .map(({ day, name }) => [day, name]),
  ),
});

/** The languages, each by its own name. */
const languageChoices = (): Record<string, string> => ({
  auto: words().languageAuto,
  ...Object.fromEntries(Object.entries(languages).map(([code, { name }]) => [code, name])),
});

/** In these states a device receives nothing, although the account has notifications on. */
const elsewhere = new Set<PushState>(["off", "denied", "unsupported"]);

function Notifications({ account: { notifications, quiet_hours, email_confirmed } }: { account: Me }) {
  const set = (part: Partial<Me["notifications"]>) => void change({ notifications: part });
  return (
    <section class="card-section">
      <h2>{words().notifications}</h2>
      <Switch
        label={words().pushSwitch}
        hint={notifications.push && elsewhere.has(pushState.value) ? words().pushElsewhere : undefined}
        on={notifications.push}
        onChange={(push) => set({ push })}
      />
      <Devices />
      <Choice
        label={words().email}
        value={notifications.email}
        options={words().emails}
        onChange={(email) => set({ email: email as "always" })}
      />
      {notifications.email !== "never" && email_confirmed === false && (
        <p class="hint">
          {words().emailUnconfirmed}{" "}
          <button type="button" class="button small" onClick={() => void askForConfirmation()}>
            {words().emailSendLink}
          </button>
        </p>
      )}
      <Switch label={words().digest} on={notifications.digest} onChange={(digest) => set({ digest })} />
      {notifications.digest && (
        <div class="field-row">
          <span aria-hidden="true">{words().digestHour}</span>
          <TimeInput
            label={words().digestHour}
            value={`${String(notifications.digest_hour).padStart(2, "0")}:00`}
            onChange={(time) => time && set({ digest_hour: Number(time.slice(0, 2)) })}
          />
        </div>
      )}
      <div class="field-row">
        <span aria-hidden="true">{words().wholeDayTime}</span>
        <TimeInput
          label={words().wholeDayTime}
          value={notifications.whole_day_time}
          onChange={(time) => time && set({ whole_day_time: time })}
        />
      </div>
      <Switch
        label={words().quiet}
        hint={words().quietExplain}
        on={quiet_hours !== null}
        onChange={(on) => void change({ quiet_hours: on ? { from: "22:00", to: "07:00" } : null })}
      />
      {quiet_hours && (
        <div class="inline-fields">
          {(["from", "to"] as const).map((end) => (
            <div key={end} class="inline-field">
              <span aria-hidden="true">{words()[end]}</span>
              <TimeInput
                label={words()[end]}
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
