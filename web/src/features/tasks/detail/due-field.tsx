import { AlarmClock } from "lucide";
import { Glyph, Icon } from "../../../parts/icon.tsx";
import { update } from "../../../state/actions.ts";
import type { Item } from "../../../state/memory.ts";
import { dueName, instantName, isLate } from "../../../state/names.ts";
import { askWhen } from "../../../state/sheet.ts";
import { t } from "../../../words/index.ts";

/** When the task is due and until when it is put off; each opens the date popover. */
export function DueField({ item }: { item: Item }) {
  const { due } = item;
  return (
    <div class="line">
      <span class="line-label" id="due-label">
        <Icon name="calendar" />
        {t.detail.due}
      </span>
      <div class="line-value">
        <div class="inline-fields nowrap">
          <button
            type="button"
            id="due-value"
            class={isLate(item) ? "due-button late" : "due-button"}
            aria-labelledby="due-label due-value"
            aria-haspopup="dialog"
            onClick={(event) => askWhen("due", [item.id], event.currentTarget)}
          >
            {due ? dueName(item) : <span class="hint">{t.detail.setDate}</span>}
          </button>
          {/* A repeating task needs a date. */}
          {due && !item.recurrence && (
            <button
              type="button"
              class="icon-button"
              aria-label={t.detail.clearDate}
              onClick={() => update([item.id], { due: null })}
            >
              <Icon name="close" />
            </button>
          )}
          {item.status === "open" && !item.snoozed_until && (due || item.reminders.length > 0) && (
            <button
              type="button"
              class="icon-button"
              aria-label={t.detail.snooze}
              title={t.detail.snooze}
              onClick={(event) => askWhen("snooze", [item.id], event.currentTarget)}
            >
              <Glyph of={AlarmClock} />
            </button>
          )}
        </div>
        {item.status === "open" && item.snoozed_until && <Snoozed item={item} until={item.snoozed_until} />}
      </div>
    </div>
  );
}

function Snoozed({ item, until }: { item: Item; until: string }) {
  return (
    <div class="inline-fields nowrap snoozed">
      <button
        type="button"
        class="due-button"
        aria-haspopup="dialog"
        onClick={(event) => askWhen("snooze", [item.id], event.currentTarget)}
      >
        {t.detail.snoozedUntil(instantName(until))}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t.detail.wakeUp}
        title={t.detail.wakeUp}
        onClick={() => update([item.id], { snoozed_until: null })}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
