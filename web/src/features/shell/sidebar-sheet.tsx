import { Dialog } from "../../parts/dialog.tsx";
import { Icon } from "../../parts/icon.tsx";
import { sheet } from "../../state/ui.ts";
import { t } from "../../words/index.ts";
import { Links, SyncStatus } from "./sidebar.tsx";

const close = () => {
  sheet.value = null;
};

/** All views, on a phone. */
export function MenuSheet() {
  return (
    <Dialog label={t.navigation} onClose={close} kind="bottom">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only closes behind the links it holds */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link clicks */}
      <div class="menu-links" onClick={(event) => (event.target as Element).closest("a") && close()}>
        <a class="button wide quiet" href="#/search">
          <Icon name="search" />
          {t.view.search}
        </a>
        <Links />
      </div>
      <SyncStatus />
    </Dialog>
  );
}
