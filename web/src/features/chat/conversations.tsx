import { useState } from "preact/hooks";
import type { Conversation } from "../../../../functions/_shared/contract/api/chat.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Icon } from "../../parts/icon.tsx";
import { instantName } from "../../state/names.ts";
import { conversations, openConversation, removeConversation } from "./conversation.ts";
import { words } from "./words.ts";

/** The earlier conversations, to return to or to delete. */
export function ConversationsMenu() {
  const [all, setAll] = useState<Conversation[] | string>();
  const open = () =>
    conversations().then(setAll, () => setAll(navigator.onLine ? words().unread : words().offline));
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={words().conversations}
        title={words().conversations}
        onClick={() => void open()}
      >
        <Icon name="clock" />
      </button>
      {all !== undefined && (
        <Dialog label={words().conversations} onClose={() => setAll(undefined)}>
          {typeof all === "string" ? (
            <p class="banner">{all}</p>
          ) : all.length === 0 ? (
            <p class="hint">{words().noConversations}</p>
          ) : (
            <ul class="chat-conversations">
              {all.map((one) => (
                <Entry
                  key={one.id}
                  conversation={one}
                  onOpen={() => setAll(undefined)}
                  onRemove={() => void open()}
                />
              ))}
            </ul>
          )}
        </Dialog>
      )}
    </>
  );
}

interface EntryProps {
  conversation: Conversation;
  onOpen: () => void;
  onRemove: () => void;
}

function Entry({ conversation: { id, title, updated_at }, onOpen, onRemove }: EntryProps) {
  const [isAsked, setAsked] = useState(false);
  const remove = () => removeConversation(id).then(onRemove, onRemove);
  return (
    <li>
      <button
        type="button"
        class="chat-conversation"
        onClick={() => {
          void openConversation(id);
          onOpen();
        }}
      >
        <bdi>{title}</bdi>
        <time dateTime={updated_at}>{instantName(updated_at)}</time>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={words().remove(title)}
        onClick={() => setAsked(true)}
      >
        <Icon name="trash" />
      </button>
      {isAsked && (
        <p class="chat-ask" role="alert">
          {words().removeAsk}{" "}
          <button type="button" class="button small danger" onClick={() => void remove()}>
            {words().removeYes}
          </button>
        </p>
      )}
    </li>
  );
}
