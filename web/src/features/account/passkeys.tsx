import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../../parts/dialog.tsx";
import { me } from "../../state/memory.ts";
import { instantName } from "../../state/names.ts";
import {
  addPasskey,
  canUsePasskeys,
  type Passkey,
  passkeys,
  removePasskey,
  renamePasskey,
} from "../../state/passkeys.ts";
import { toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { FormEnd, PasswordField, useSubmit } from "./form.tsx";
import { words } from "./words.ts";

/** The passkeys by which the person logs in. */
export function Passkeys() {
  const [known, setKnown] = useState<Passkey[]>([]);
  const [open, setOpen] = useState<Passkey | "new">();
  const load = () => passkeys().then(setKnown, () => undefined);
  useEffect(() => void load(), []);
  const close = () => {
    setOpen(undefined);
    void load();
  };
  const remove = async ({ id, name }: Passkey) => {
    if (!confirm(words().passkeyRemoveSure(name))) return;
    try {
      await removePasskey(id);
      toast(words().passkeyRemoved, { tone: "good" });
    } catch {
      toast(t.onlyOnline, { tone: "bad" });
    }
    await load();
  };
  const can = canUsePasskeys();
  if (!can && known.length === 0) return null;
  return (
    <section class="card-section">
      <h2>{words().passkeys}</h2>
      <p class="hint">{words().passkeysHint}</p>
      {known.length > 0 && (
        <ul class="device-list">
          {known.map((each) => (
            <Entry
              key={each.id}
              passkey={each}
              onRename={() => setOpen(each)}
              onRemove={() => void remove(each)}
            />
          ))}
        </ul>
      )}
      {can && (
        <button type="button" class="button small" onClick={() => setOpen("new")}>
          {words().passkeyAdd}
        </button>
      )}
      {open === "new" && <Add onClose={close} />}
      {open && open !== "new" && <Rename passkey={open} onClose={close} />}
    </section>
  );
}

interface EntryProps {
  passkey: Passkey;
  onRename: () => void;
  onRemove: () => void;
}

function Entry({ passkey: { name, created_at, last_used_at }, onRename, onRemove }: EntryProps) {
  const used = last_used_at && instantName(last_used_at);
  return (
    <li>
      <span>
        <bdi>{name}</bdi>
        <small class="hint">{words().passkeyTimes(used, instantName(created_at))}</small>
      </span>
      <button
        type="button"
        class="button small quiet"
        aria-label={words().passkeyRenameOf(name)}
        onClick={onRename}
      >
        {words().passkeyRename}
      </button>
      <button
        type="button"
        class="button small quiet"
        aria-label={words().passkeyRemoveOf(name)}
        onClick={onRemove}
      >
        {words().passkeyRemove}
      </button>
    </li>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const { problem, busy, submit } = useSubmit(
    async ({ password = "", name = "" }) => {
      await addPasskey({ password, name: name.trim() });
      toast(words().passkeyAdded, { tone: "good" });
      onClose();
    },
    { "wrong-password": words().passwordWrong, InvalidStateError: words().passkeyKnown },
  );
  return (
    <Dialog label={words().passkeyAdd} onClose={onClose} kind="narrow">
      <form class="fields" onSubmit={submit}>
        {/* Password managers need to know whose password it is. */}
        <input hidden name="email" autocomplete="username" value={me.value?.email} readOnly />
        <PasswordField label={words().currentPassword} focused />
        <NameField label={words().passkeyNameFree} />
        <FormEnd problem={problem} busy={busy}>
          {words().passkeyAdd}
        </FormEnd>
      </form>
    </Dialog>
  );
}

function Rename({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { problem, busy, submit } = useSubmit(async ({ name = "" }) => {
    if (name.trim()) await renamePasskey(passkey.id, name);
    onClose();
  });
  return (
    <Dialog label={words().passkeyRenameOf(passkey.name)} onClose={onClose} kind="narrow">
      <form class="fields" onSubmit={submit}>
        <NameField label={words().passkeyName} value={passkey.name} />
        <FormEnd problem={problem} busy={busy}>
          {words().passkeyRename}
        </FormEnd>
      </form>
    </Dialog>
  );
}

function NameField({ label, value }: { label: string; value?: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name="name"
        autocomplete="off"
        maxLength={100}
        required={value !== undefined}
        defaultValue={value}
        data-autofocus={value !== undefined || undefined}
      />
    </label>
  );
}
