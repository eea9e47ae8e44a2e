import { useEffect, useRef } from "preact/hooks";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { Logo } from "../../parts/logo.tsx";
import { tomorrow } from "../../state/actions.ts";
import { chatOpen, showChat } from "../../state/chat.ts";
import { connection } from "../../state/connection.ts";
import { openTexts } from "../../state/drafts.ts";
import { dueToday, hueOf, inbox, overdue, tags } from "../../state/lists.ts";
import { me, queue, stuck, today } from "../../state/memory.ts";
import { route, type ViewName } from "../../state/router.ts";
import { loggedOut } from "../../state/session.ts";
import { sheet } from "../../state/sheet.ts";
import { unread } from "../../state/unread.ts";
import { t } from "../../words/index.ts";
import { commandKey } from "../../words/keys.ts";
import { dropOn } from "../tasks/drag.ts";

const main: { view: ViewName; icon: IconName; count?: () => number; key: string }[] = [
  { view: "today", icon: "sun", count: () => overdue.value.length + dueToday.value.length, key: "T" },
  { view: "inbox", icon: "inbox", count: () => inbox.value.length, key: "I" },
  { view: "upcoming", icon: "calendar", key: "U" },
  { view: "all", icon: "layers", key: "A" },
];
const more: { view: ViewName; icon: IconName; count?: () => number }[] = [
  { view: "completed", icon: "done" },
  { view: "insights", icon: "chart" },
  { view: "activity", icon: "bell", count: () => unread.value },
  { view: "trash", icon: "trash" },
];

/** The views and tags, and the state of saving. */
export function Sidebar() {
  return (
    <nav class="sidebar" aria-label={t.navigation}>
      <div class="brand">
        <Logo />
        <span>{t.appName}</span>
      </div>
      <div class="sidebar-tools">
        <button
          type="button"
          class="button primary wide"
          onClick={() => {
            sheet.value = { name: "quick-add" };
          }}
        >
          <Icon name="plus" />
          {t.quickAdd.button}
          <kbd>Q</kbd>
        </button>
        <button
          type="button"
          class="button wide quiet"
          onClick={() => {
            sheet.value = { name: "palette" };
          }}
        >
          <Icon name="search" />
          {t.view.search}
          <kbd>{commandKey()} K</kbd>
        </button>
        <ChatButton hint />
      </div>
      <Links />
      <SyncStatus />
    </nav>
  );
}

/** Opens the assistant beside the list. */
export function ChatButton({ hint = false }: { hint?: boolean }) {
  return (
    <button
      type="button"
      class="button wide quiet"
      aria-expanded={chatOpen.value}
      onClick={() => showChat(!chatOpen.value)}
    >
      <Icon name="chat" />
      {t.chat}
      {hint && <kbd>C</kbd>}
    </button>
  );
}

/** The links, also for the phone's menu. */
export function Links() {
  const list = useRef<HTMLUListElement>(null);
  // The tags scroll by themselves; the current one is in sight, also when the others arrive after it.
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [route.value.arg, tags.value.length]);
  return (
    <div class="links">
      <ul>
        {main.map(({ view, icon, count }) => (
          <li key={view} {...dropsOf(view)}>
            <ViewLink view={view} icon={icon} count={count?.()} />
          </li>
        ))}
      </ul>
      {tags.value.length > 0 && (
        <>
          <h2 class="links-head">{t.tags}</h2>
          <ul class="links-tags" ref={list}>
            {tags.value.slice(0, mostTags).map(([tag, count]) => (
              <li key={tag}>
                <a
                  href={`#/tag/${encodeURIComponent(tag)}`}
                  aria-current={route.value.view === "tag" && route.value.arg === tag ? "page" : undefined}
                >
                  <span class="tag-dot" style={{ "--hue": hueOf(tag) }} />
                  <bdi class="link-text">{tag}</bdi>
                  <span class="count">{count}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <ul class="links-more">
        {more.map(({ view, icon, count }) => (
          <li key={view}>
            <ViewLink view={view} icon={icon} count={count?.()} />
          </li>
        ))}
        <li>
          <ViewLink view="settings" icon="settings" hint={me.value?.name || me.value?.email} />
        </li>
      </ul>
    </div>
  );
}

/** Tags that are listed; others are found in the palette. */
const mostTags = 200;

function dropsOf(view: ViewName) {
  if (view === "today") return dropOn(today.value);
  if (view === "upcoming") return dropOn(tomorrow());
  return view === "inbox" ? dropOn(null) : {};
}

function ViewLink({
  view,
  icon,
  count,
  hint,
}: {
  view: ViewName;
  icon: IconName;
  count?: number | undefined;
  hint?: string | undefined;
}) {
  return (
    <a href={`#/${view}`} aria-current={route.value.view === view ? "page" : undefined} title={hint}>
      <Icon name={icon} />
      <span class="link-text">{t.view[view]}</span>
      {count ? <span class="count">{count}</span> : null}
    </a>
  );
}

/** What is saved and what is not. */
export function SyncStatus() {
  const waiting = queue.value.length + openTexts.value;
  const undecided = stuck.value.length;
  const offline = connection.value === "offline";
  const [icon, text]: [IconName, string] = undecided
    ? ["cloudAlert", t.sync.stuck(undecided)]
    : offline || loggedOut.value
      ? ["cloudOff", waiting ? t.sync.offlineKept(waiting) : t.sync.offline]
      : waiting
        ? ["cloudUp", t.sync.saving(waiting)]
        : connection.value === "connecting"
          ? ["cloudUp", t.sync.connecting]
          : ["cloudCheck", t.sync.saved];
  return (
    <button
      type="button"
      class="sync-status"
      data-stuck={undecided > 0}
      data-waiting={waiting}
      onClick={() => {
        sheet.value = { name: "unsaved" };
      }}
    >
      <Icon name={icon} />
      <span>{text}</span>
    </button>
  );
}

/** The views, within reach of the thumb. */
export function TabBar() {
  return (
    <nav class="tab-bar" aria-label={t.navigation}>
      <Tab view="today" dot={overdue.value.length > 0} />
      <Tab view="inbox" />
      <button
        type="button"
        class="fab"
        aria-label={t.quickAdd.button}
        onClick={() => {
          sheet.value = { name: "quick-add" };
        }}
      >
        <Icon name="plus" size={24} />
      </button>
      <Tab view="upcoming" />
      <Tab view="search" />
      <button
        type="button"
        class="tab"
        data-dot={stuck.value.length > 0}
        onClick={() => {
          sheet.value = { name: "menu" };
        }}
      >
        <Icon name="menu" size={22} />
        <span>{t.more}</span>
        {stuck.value.length > 0 && <span class="visually-hidden">{t.sync.stuck(stuck.value.length)}</span>}
      </button>
    </nav>
  );
}

const tabIcons = { today: "sun", inbox: "inbox", upcoming: "calendar", search: "search" } as const;

function Tab({ view, dot = false }: { view: keyof typeof tabIcons; dot?: boolean }) {
  return (
    <a
      class="tab"
      href={`#/${view}`}
      aria-current={route.value.view === view ? "page" : undefined}
      data-dot={dot}
    >
      <Icon name={tabIcons[view]} size={22} />
      <span>{t.view[view]}</span>
    </a>
  );
}
