import { type Scope, scopes } from "../../../../functions/_shared/domain/scopes.ts";
import { Switch } from "../../parts/fields.tsx";
import { words } from "./words.ts";

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
      <legend>{words().may}</legend>
      {offered.map((scope) => (
        <Switch
          key={scope}
          label={words().scopes[scope]}
          hint={scope === "tasks:delete" ? words().deleteHint : undefined}
          on={given.includes(scope)}
          onChange={(on) => onChange(scopes.filter((each) => (each === scope ? on : given.includes(each))))}
        />
      ))}
    </fieldset>
  );
}
