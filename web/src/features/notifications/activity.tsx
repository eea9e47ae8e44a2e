import { useEffect, useState } from "preact/hooks";
import type { Delivery } from "../../../../functions/_shared/contract/api/notifications.ts";
import type { Page } from "../../../../functions/_shared/contract/api/parts.ts";
import { Empty, Skeleton } from "../../parts/empty.tsx";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { instantName } from "../../state/names.ts";
import { taskHash } from "../../state/router.ts";
import { session } from "../../state/session.ts";
import { countUnread } from "../../state/unread.ts";
import { t } from "../../words/index.ts";
import { reasonName } from "./reason-name.ts";
import { words } from "./words.ts";

const icons: Record<string, IconName> = { push: "bell", email: "notes", "in-app": "sun" };

/** The ledger: one line per notification and channel, with the reason when it was not sent. */
export function ActivityView() {
  const [entries, setEntries] = useState<Delivery[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    void countUnread();
    session.request("/v1/notifications?limit=100").then(
      ({ body }) => setEntries((body as Page<Delivery>).results),
      () => setFailed(true),
    );
  }, []);
  const markRead = async () => {
    await session
      .request("/v1/notifications/read", { method: "POST", body: {} })
      .catch(() => setFailed(true));
    const now = new Date().toISOString();
    setEntries((entries ?? []).map((entry) => ({ ...entry, read_at: entry.read_at ?? now })));
    void countUnread();
  };
  const unread = entries?.some(({ read_at, channel }) => !read_at && channel === "in-app") ?? false;
  return (
    <div class="view">
      <header class="view-head">
        <div>
          <h1>{t.view.activity}</h1>
          <p class="subtitle">{words().activity.intro}</p>
        </div>
        {unread && (
          <button type="button" class="button small" onClick={() => void markRead()}>
            {words().activity.markRead}
          </button>
        )}
      </header>
      {failed && <p class="banner">{words().activity.offline}</p>}
      {!failed && !entries && <Skeleton />}
      {entries?.length === 0 && (
        <Empty icon="bell" title={t.empty.activity[0] ?? ""} text={t.empty.activity[1] ?? ""} />
      )}
      <ul class="notices">
        {entries && grouped(entries).map((group) => <Notice key={group[0]?.notification_id} group={group} />)}
      </ul>
    </div>
  );
}

function grouped(entries: readonly Delivery[]): Delivery[][] {
  const groups = new Map<string, Delivery[]>();
  for (const entry of entries) {
    const group = groups.get(entry.notification_id);
    if (group) group.push(entry);
    else groups.set(entry.notification_id, [entry]);
  }
  return [...groups.values()];
}

function Notice({ group }: { group: Delivery[] }) {
  const first = group[0] as Delivery;
  const unread = group.some(({ read_at, channel }) => channel === "in-app" && !read_at);
  return (
    <li class="notice" data-unread={unread}>
      <div class="notice-head">
        {first.task_id ? (
          <a href={taskHash(first.task_id)}>
            <bdi>{first.title}</bdi>
          </a>
        ) : (
          <bdi>{first.title}</bdi>
        )}
        <time dateTime={first.created_at}>{instantName(first.created_at)}</time>
      </div>
      <p class="row-meta">
        {first.due_at && <span>{words().activity.due(instantName(first.due_at))}</span>}
        {first.late && <span class="due late">{words().activity.late}</span>}
      </p>
      <ul class="deliveries">
        {group.map((entry) => (
          <li key={entry.channel + entry.target} data-status={entry.status}>
            <Icon name={icons[entry.channel] ?? "bell"} size={15} />
            <span>
              {words().activity.channels[entry.channel] ?? entry.channel}:{" "}
              {words().activity.status[entry.status] ?? entry.status}
              {entry.reason && <span class="hint"> – {reasonName(entry.reason)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}
