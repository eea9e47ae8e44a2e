import { computed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { AuthView } from "./features/account/auth-view.tsx";
import { QuickAddSheet } from "./features/quick-add/quick-add-sheet.tsx";
import { Banners } from "./features/shell/banners.tsx";
import { Sidebar, TabBar } from "./features/shell/sidebar.tsx";
import { Toasts } from "./features/shell/toasts.tsx";
import { FilterBar, ListView } from "./features/tasks/list/list-view.tsx";
import { useGlide } from "./parts/glide.ts";
import { lazy } from "./parts/lazy.tsx";
import { chatOpen } from "./state/chat.ts";
import { later } from "./state/later.ts";
import { items } from "./state/memory.ts";
import { prefs } from "./state/prefs.ts";
import { resetToken } from "./state/reset.ts";
import { openTask, route } from "./state/router.ts";
import { selection } from "./state/selection.ts";
import { isReplaced, user } from "./state/session.ts";
import { sheet } from "./state/sheet.ts";
import { announcements } from "./state/toasts.ts";
import { t } from "./words/index.ts";

export const Detail = lazy(async () => (await import("./features/tasks/detail/detail.tsx")).Detail);
const UpcomingView = lazy(async () => (await import("./features/calendar/upcoming.tsx")).UpcomingView);
const ActivityView = lazy(async () => (await import("./features/notifications/activity.tsx")).ActivityView);
const InsightsView = lazy(async () => (await import("./features/insights/insights.tsx")).InsightsView);
const SettingsView = lazy(async () => (await import("./features/settings/settings.tsx")).SettingsView);
const PlanView = lazy(async () => (await import("./features/plans/plan-view.tsx")).PlanView);
const ConnectView = lazy(async () => (await import("./features/connections/connect.tsx")).ConnectView);
const Palette = lazy(async () => (await import("./features/palette/palette.tsx")).Palette);
const BulkBar = lazy(async () => (await import("./features/tasks/list/bulk-bar.tsx")).BulkBar);
const PushBanner = lazy(async () => (await import("./features/notifications/push-banner.tsx")).PushBanner);
const Help = lazy(async () => (await import("./features/shortcuts/help.tsx")).Help);
const TagsSheet = lazy(async () => (await import("./features/tasks/tags-sheet.tsx")).TagsSheet);
const TagSheet = lazy(async () => (await import("./features/tasks/tag-sheet.tsx")).TagSheet);
const PurgeSheet = lazy(async () => (await import("./features/tasks/purge/purge-sheet.tsx")).PurgeSheet);
const WhenSheet = lazy(async () => (await import("./features/when/when-sheet.tsx")).WhenSheet);
const ChatPanel = lazy(async () => (await import("./features/chat/chat-panel.tsx")).ChatPanel);
const Unsaved = lazy(async () => (await import("./features/tasks/unsaved.tsx")).Unsaved);
const MenuSheet = lazy(async () => (await import("./features/shell/sidebar-sheet.tsx")).MenuSheet);

const views = {
  upcoming: UpcomingView,
  activity: ActivityView,
  insights: InsightsView,
  settings: SettingsView,
  plans: PlanView,
  connect: ConnectView,
};

/** The whole client. */
export function App() {
  const { locale, hours, week } = prefs.value;
  // A different language or clock changes every text, so everything is drawn again.
  return (
    <div key={[locale, hours, week].join()} class="app">
      {user.value && !isReplaced.value && resetToken.value === null ? (
        <Shell />
      ) : (
        <>
          <AuthView />
          <Toasts />
        </>
      )}
      <Voice />
    </div>
  );
}

function Shell() {
  const { view, task, arg } = route.value;
  // The list makes room for an open task.
  useGlide(() => document.querySelectorAll<HTMLElement>(".main > .view"), "x");
  const View = views[view as keyof typeof views] ?? ListView;
  const name = view === "tag" ? `#${arg}` : t.view[view];
  useEffect(() => {
    document.title = `${name} – ${t.appName}`;
  }, [name]);
  // Code that the first click or key press may need is fetched once the first view is drawn.
  useEffect(() => {
    later(() => {
      for (const part of [Palette, BulkBar, FilterBar, WhenSheet, Detail, UpcomingView, Help, TagsSheet])
        void part.preload();
    });
  }, []);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page; the hash is the route */}
      <a class="skip-link" href="#main" onClick={skipToMain}>
        {t.skipToContent}
      </a>
      <Sidebar />
      <main id="main" class="main" tabIndex={-1} data-view={view} data-task={task !== null}>
        <Banners>
          <Notify />
        </Banners>
        <View key={view + arg} />
      </main>
      {chatOpen.value && <ChatPanel />}
      {openTask.value !== null && <Detail key={openTask.value} id={openTask.value} />}
      <TabBar />
      <Selected />
      <Toasts />
      <OpenSheet />
    </>
  );
}

/** Whether an open task has a reminder. */
const reminds = computed(() =>
  items.value.some((item) => item.status === "open" && !item.deleted_at && item.reminders.length > 0),
);
const Notify = () => (reminds.value && !prefs.value.pushLater ? <PushBanner /> : null);

const Selected = () => (selection.value.size > 0 ? <BulkBar /> : null);

function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function OpenSheet() {
  const open = sheet.value;
  switch (open?.name) {
    case "quick-add":
      return <QuickAddSheet defaults={open.defaults ?? {}} />;
    case "when":
      return <WhenSheet {...open} />;
    case "palette":
      return <Palette />;
    case "help":
      return <Help />;
    case "tags":
      return <TagsSheet ids={open.ids} />;
    case "tag":
      return <TagSheet tag={open.tag} />;
    case "purge":
      return <PurgeSheet ids={open.ids} />;
    case "unsaved":
      return <Unsaved />;
    case "menu":
      return <MenuSheet />;
    default:
      return null;
  }
}

function Voice() {
  return (
    <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="false">
      {announcements.value.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
