import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { limits } from "../../../../functions/_shared/domain/limits.ts";
import { Icon } from "../../parts/icon.tsx";
import { showChat } from "../../state/chat.ts";
import { t } from "../../words/index.ts";
import {
  conversationId,
  current,
  draft,
  earlier,
  follow,
  hasConversation,
  load,
  loadEarlier,
  openConversation,
  problem,
  say,
  setDraft,
  stop,
  turns,
} from "./conversation.ts";
import { ConversationsMenu } from "./conversations.tsx";
import { TurnView } from "./turn.tsx";
import { words } from "./words.ts";
import "./chat.css";

/** The assistant, beside the list; over it on a narrow screen. */
export function ChatPanel() {
  const panel = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(follow, []);
  // Before the next key, so that fast typing goes to the field.
  useLayoutEffect(() => {
    opener.current = document.activeElement;
    panel.current?.querySelector("textarea")?.focus();
    const before = document.querySelector<HTMLElement>("#main");
    const isNarrow = matchMedia("(max-width: 47.99rem)").matches;
    if (isNarrow) before?.setAttribute("inert", "");
    return () => before?.removeAttribute("inert");
  }, []);
  const close = () => {
    showChat(false);
    // Where the person was; after a reload that was nowhere.
    const before = opener.current;
    const isThere = before?.isConnected && before !== document.body;
    (isThere ? (before as HTMLElement) : document.getElementById("main"))?.focus();
  };
  return (
    <aside
      ref={panel}
      class="chat"
      aria-label={words().title}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.stopPropagation();
        close();
      }}
    >
      <header class="chat-head">
        <h2>{words().title}</h2>
        <ConversationsMenu />
        <button
          type="button"
          class="icon-button"
          aria-label={words().fresh}
          title={words().fresh}
          onClick={() => {
            void openConversation();
            panel.current?.querySelector("textarea")?.focus();
          }}
        >
          <Icon name="plus" />
        </button>
        <button type="button" class="icon-button" aria-label={t.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Log key={conversationId.value} />
      <Composer />
    </aside>
  );
}

/** The turns. Its end stays in sight while a reply grows, unless the person has scrolled up. */
function Log() {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const shown = turns.value;
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current) log.current?.scrollTo({ top: log.current.scrollHeight });
    });
    observer.observe(log.current?.firstElementChild as Element);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={log}
      class="chat-log"
      role="log"
      aria-live="off"
      aria-label={words().title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: who uses the keyboard scrolls it
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 48;
      }}
    >
      <div class="chat-turns">
        {shown.length === 0 && !problem.value && <Welcome />}
        {earlier.value !== null && (
          <button
            type="button"
            class="button small"
            onClick={() => void loadEarlier().catch(() => undefined)}
          >
            {words().earlier}
          </button>
        )}
        {shown.map((turn) => (
          <TurnView key={turn.id} turn={turn} />
        ))}
      </div>
    </div>
  );
}

function Welcome() {
  return (
    <div class="chat-welcome">
      <h3>{words().empty}</h3>
      <p class="hint">{words().emptyHint}</p>
      {words().examples.map((example) => (
        <button key={example} type="button" class="button quiet" onClick={() => void say(example)}>
          {example}
        </button>
      ))}
    </div>
  );
}

function Composer() {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isSending, setSending] = useState(false);
  const running = current.value;
  const send = async () => {
    if (isSending) return;
    setSending(true);
    await say(draft.value);
    setSending(false);
    field.current?.focus();
  };
  return (
    <form
      class="chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {problem.value && (
        <p class="chat-problem" role="alert">
          {problem.value}{" "}
          {hasConversation() && (
            <button type="button" class="button small" onClick={() => void load()}>
              {words().retry}
            </button>
          )}
        </p>
      )}
      <div class="chat-field">
        <textarea
          ref={field}
          rows={2}
          maxLength={limits.messageCharacters}
          aria-label={words().message}
          placeholder={words().placeholder}
          value={draft.value}
          onInput={({ currentTarget }) => setDraft(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        {running ? (
          <button type="button" class="button" onClick={() => void stop(running).catch(() => load())}>
            {words().stop}
          </button>
        ) : (
          <button type="submit" class="button primary" disabled={!draft.value.trim() || isSending}>
            {words().send}
          </button>
        )}
      </div>
    </form>
  );
}
