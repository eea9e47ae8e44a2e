import { type Scope, scopes } from "../../../../functions/_shared/domain/scopes.ts";
import { Switch } from "../../parts/fields.tsx";
import { t } from "../../words/index.ts";

/** A switch for each permission. */
export function ScopeSwitches({
  offered = scopes,
  given,
  onChange,
}: {
  offered?: readonly Scope[];
  given: readonly Scope[];
  onChange: (given: Scope[]) => void;
}) {
  return (
    <fieldset class="scopes">
      <legend>{t.connections.may}</legend>
      {offered.map((scope) => (
        <Switch
          key={scope}
          label={t.connections.scopes[scope]}
          hint={scope === "tasks:delete" ? t.connections.deleteHint : undefined}
          on={given.includes(scope)}
          onChange={(on) => onChange(scopes.filter((each) => (each === scope ? on : given.includes(each))))}
        />
      ))}
    </fieldset>
  );
}
