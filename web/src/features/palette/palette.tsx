// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA pattern of a combobox's listbox

import { useEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "../../parts/dialog.tsx";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { undoLast } from "../../state/actions.ts";
import { showChat } from "../../state/chat.ts";
import { search, tags } from "../../state/lists.ts";
import { items } from "../../state/memory.ts";
import { dueName } from "../../state/names.ts";
import { prefer } from "../../state/prefs.ts";
import { go, taskHash, viewNames } from "../../state/router.ts";
import { closeSheet, sheet } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";
import { words } from "./words.ts";

interface Entry {
  id: string;
  icon: IconName;
  label: string;
  hint?: string;
  run: () => void;
}

function commands(): Entry[] {
  const views = viewNames.filter((name) => name !== "tag" && name !== "connect");
  return [
    {
      id: "new",
      icon: "plus",
      label: words().newTask,
      hint: "Q",
      run: () => {
        sheet.value = { name: "quick-add" };
      },
    },
    ...views.map(
      (name): Entry => ({
        id: `view-${name}`,
        icon: "forward",
        label: words().goTo(t.view[name]),
        run: () => go(`#/${name}`),
      }),
    ),
    ...tags.value.map(
      ([tag]): Entry => ({
        id: `tag-${tag}`,
        icon: "hash",
        label: words().goTo(`#${tag}`),
        run: () => go(`#/tag/${encodeURIComponent(tag)}`),
      }),
    ),
    { id: "chat", icon: "chat", label: t.chat, hint: "C", run: () => showChat(true) },
    { id: "undo", icon: "undo", label: t.undo, hint: "Z", run: () => void undoLast() },
    ...(["system", "light", "dark"] as const).map(
      (theme): Entry => ({
        id: `theme-${theme}`,
        icon: "sun",
        label: words().theme(t.themes[theme]),
        run: () => prefer({ theme }),
      }),
    ),
    {
      id: "help",
      icon: "keyboard",
      label: words().help,
      hint: "?",
      run: () => {
        sheet.value = { name: "help" };
      },
    },
  ];
}

function found(query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = commands().filter(({ label }) =>
    words.every((word) => label.toLowerCase().includes(word)),
  );
  if (words.length === 0) return matching;
  const tasks = search(
    items.value.filter((item) => !item.deleted_at),
    query,
  ).slice(0, 8);
  return [
    ...matching.slice(0, 8),
    ...tasks.map(
      (item): Entry => ({
        id: `task-${item.key}`,
        icon: item.status === "done" ? "check" : "pencil",
        label: item.title,
        hint: dueName(item),
        run: () => go(taskHash(item.id)),
      }),
    ),
  ];
}

/** Finds every command and task by a few letters (the ARIA pattern of a combobox with a listbox). */
export function Palette() {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const entries = found(query);
  const active = Math.min(at, entries.length - 1);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    closeSheet();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((active + step + entries.length) % Math.max(entries.length, 1));
    else if (event.key === "Enter") {
      // Fast typing is a frame ahead of what is drawn.
      const { value } = event.currentTarget as HTMLInputElement;
      run(value === query ? entries[active] : found(value)[0]);
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog label={words().label} onClose={closeSheet} kind="top palette" heading={false}>
      <label class="palette-field">
        <Icon name="search" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={entries[active] ? `palette-${entries[active].id}` : undefined}
          aria-label={words().label}
          placeholder={words().placeholder}
          autocomplete="off"
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <ul ref={list} id="palette-list" class="palette-list" role="listbox" aria-label={words().commands}>
        {entries.map((entry, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the combobox
          // biome-ignore lint/a11y/useFocusableInteractive: the combobox keeps the focus
          <li
            key={entry.id}
            id={`palette-${entry.id}`}
            role="option"
            aria-selected={i === active}
            onClick={() => run(entry)}
          >
            <Icon name={entry.icon} />
            <bdi class="palette-label">{entry.label}</bdi>
            {entry.hint && <span class="hint">{entry.hint}</span>}
          </li>
        ))}
      </ul>
      {entries.length === 0 && <p class="hint palette-none">{words().nothing}</p>}
    </Dialog>
  );
}
