import { t } from "../words/index.ts";
import { Icon, type IconName } from "./icon.tsx";
import { Logo } from "./logo.tsx";

/** An empty list: says why, and what to do. */
export function Empty({
  title,
  text,
  icon,
  action,
  examples = false,
}: {
  title: string;
  text: string;
  /** Of the view; unless given, the logo. */
  icon?: IconName;
  /** What a person can do about it. */
  action?: { label: string; run: () => void } | undefined;
  examples?: boolean;
}) {
  return (
    <div class="empty">
      {icon ? (
        <span class="empty-drawing">
          <Icon name={icon} size={32} />
        </span>
      ) : (
        <Logo size={56} />
      )}
      <h2>{title}</h2>
      <p>{text}</p>
      {action && (
        <button type="button" class="button" onClick={action.run}>
          {action.label}
        </button>
      )}
      {examples && <Examples />}
    </div>
  );
}

function Examples() {
  return (
    <>
      <p class="hint">{t.quickAdd.tryOne}</p>
      <ul class="examples">
        {t.quickAdd.examples.map((example) => (
          <li key={example}>
            <button type="button" class="button" onClick={() => write(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function write(text: string): void {
  const input = document.querySelector<HTMLInputElement>("[data-quick-add]");
  if (!input) return;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

/** The outline of a list while the first tasks are loading. */
export function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{t.list.loading}</span>
      {[62, 44, 71, 53, 38, 66].map((width) => (
        <div key={width} class="skeleton-row">
          <span class="skeleton-check" />
          <span class="skeleton-line" style={{ inlineSize: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
