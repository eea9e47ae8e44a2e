import type { Op } from "../../core/ops.ts";
import type { Task } from "../../core/types.ts";
import { Icon } from "../../parts/icon.tsx";
import { resolve } from "../../state/actions.ts";
import { type Item, opsOf } from "../../state/memory.ts";
import { t } from "../../words/index.ts";
import { describeValue } from "./describe-value.ts";

/** The refused changes of this task beside the values they conflict with, and the person's choice. */
export function Conflicts({ item }: { item: Item }) {
  return opsOf(item.id)
    .filter(({ state }) => state === "conflict" || state === "failed")
    .map((op) => <Conflict key={op.id} op={op} />);
}

export function Conflict({ op }: { op: Op }) {
  const { theirs, problem } = op;
  const rows = theirs ? differences(op, theirs) : [];
  return (
    <section class="conflict" aria-label={theirs ? t.conflict.title : t.conflict.refused}>
      <h3>
        <Icon name="cloudAlert" />
        {theirs ? t.conflict.title : t.conflict.refused}
      </h3>
      <p>{theirs ? t.conflict.explain : (problem?.detail ?? problem?.title)}</p>
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.conflict.field}</th>
              <th scope="col">{t.conflict.yours}</th>
              <th scope="col">{t.conflict.theirs}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ field, mine, other }) => (
              <tr key={field}>
                <th scope="row">{t.field(field)}</th>
                <td>{mine}</td>
                <td>{other}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="conflict-actions">
        <button type="button" class="button primary small" onClick={() => void resolve(op, "insist")}>
          {theirs ? t.conflict.useMine : t.sync.retry}
        </button>
        <button type="button" class="button small" onClick={() => void resolve(op, "discard")}>
          {theirs ? t.conflict.keepTheirs : t.sync.discard}
        </button>
      </div>
    </section>
  );
}

function differences({ change }: Op, theirs: Task) {
  if (change.kind === "update")
    return Object.entries(change.patch).map(([field, value]) => ({
      field,
      mine: describeValue(field, value),
      other: theirs.deleted_at ? t.view.trash : describeValue(field, theirs[field as keyof Task]),
    }));
  const other = theirs.deleted_at
    ? t.view.trash
    : `${describeValue("status", theirs.status)}, ${describeValue("due", theirs.due)}`;
  return [{ field: "status", mine: t.op[change.kind], other }];
}
