import { Dialog } from "../../parts/dialog.tsx";
import { Icon } from "../../parts/icon.tsx";
import { closeSheet } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";
import { ChatButton, Links, SyncStatus } from "./sidebar.tsx";

/** All views, on a phone. */
export function MenuSheet() {
  return (
    <Dialog label={t.navigation} onClose={closeSheet} kind="bottom">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only closes behind the links it holds */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link clicks */}
      <div
        class="menu-links"
        onClick={(event) => (event.target as Element).closest("a, [aria-expanded]") && closeSheet()}
      >
        <a class="button wide quiet" href="#/search">
          <Icon name="search" />
          {t.view.search}
        </a>
        <ChatButton />
        <Links />
      </div>
      <SyncStatus />
    </Dialog>
  );
}
