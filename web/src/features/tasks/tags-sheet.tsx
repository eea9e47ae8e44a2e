import { hasTag } from "../../lib/tags.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { update } from "../../state/actions.ts";
import { find } from "../../state/memory.ts";
import { closeSheet } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";
import { TagsField } from "./detail/tags-field.tsx";

/** Tags of one or several tasks: shared ones can be removed, others added. */
export function TagsSheet({ ids }: { ids: number[] }) {
  const items = ids.flatMap((id) => find(id) ?? []);
  const [first, ...rest] = items;
  const shared = (first?.tags ?? []).filter((tag) => rest.every((item) => hasTag(item.tags, tag)));
  const change = (next: string[]) => {
    const [added, removed] = [
      next.filter((tag) => !hasTag(shared, tag)),
      shared.filter((tag) => !hasTag(next, tag)),
    ];
    update(
      ids,
      ({ tags }) => ({
        tags: [...tags.filter((tag) => !hasTag(removed, tag)), ...added.filter((tag) => !hasTag(tags, tag))],
      }),
      { label: t.did.tagged(t.subject(items.map(({ title }) => title))) },
    );
  };
  return (
    <Dialog label={t.detail.tags} onClose={closeSheet} kind="narrow">
      <TagsField tags={shared} onChange={change} autoFocus />
    </Dialog>
  );
}
