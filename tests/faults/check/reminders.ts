import type { FinalState, History, Kill, Push } from "../history.ts";
import { groupBy } from "./group.ts";

/** If one of these is killed between sending and recording, the push is sent again, under the same tag. */
const mayRepeat = new Set(["notify", "postgres"]);
/** Milliseconds by which a kill may seem to precede the push that it interrupted. */
const tolerance = 1000;

/** Milliseconds after which a reminder counts as late, and between marking it late and its arrival. */
const lateAfter = 60_000;
const sending = 12_000;

/** Each reminder fired at its time or later, once in the ledger on each channel; a cancelled one did not fire. */
export function* checkReminders(history: History, state: FinalState): Generator<string> {
  const pushes = groupBy(history.pushes, ({ tag }) => tag);
  const dead = new Set(state.deadLetters.map(({ event_id }) => event_id));
  const ledger = groupBy(state.deliveries, ({ notification_id }) => notification_id);
  const told = groupBy(state.reminders, ({ told_by }) => told_by);
  for (const { id, told_by, state: is, user_id, remind_at } of state.reminders) {
    const got = pushes.get(told_by) ?? [];
    // The next occurrence of a task that repeats has its reminders later than the run.
    if (is === "scheduled" && remind_at <= state.at) yield `reminder ${id} was due and is still waiting`;
    if (is === "cancelled" && got.length > 0) yield `reminder ${id} was cancelled and rang`;
    if (is !== "fired" || dead.has(told_by)) continue;
    if (got.length === 0) yield `reminder ${id} never arrived`;
    if (got.some(({ user }) => user !== user_id)) yield `reminder ${id} arrived at somebody else's device`;
    for (const channel of ["push", "in-app"]) {
      const sent = (ledger.get(told_by) ?? []).filter(
        (row) => row.channel === channel && row.status === "sent",
      );
      if (sent.length !== 1) yield `reminder ${id}: ${sent.length} rows "sent" for ${channel} in the ledger`;
    }
  }
  for (const { tag, at, remindAt, late } of history.pushes) {
    if (at < remindAt) yield `reminder ${tag} arrived ${remindAt - at} ms early`;
    if (late && at - remindAt < lateAfter) yield `reminder ${tag} came in time and said it was late`;
    if (!late && at - remindAt > lateAfter + sending)
      yield `reminder ${tag} came ${at - remindAt} ms late and did not say so`;
    if (!told.get(tag)?.some(({ remind_at }) => remind_at === remindAt))
      yield `reminder ${tag} was not asked for`;
  }
  for (const { tag } of repeated(history).filter(({ explained }) => !explained))
    yield `reminder ${tag} arrived twice, and nothing was killed in between`;
  yield* checkKept(history, state);
}

/** Milliseconds at most from the start of a request until the api accepts it, on a busy machine. */
const untilTaken = 2000;

/** A reminder that was set in time on a task that was not changed afterwards has fired. */
function* checkKept({ operations }: History, state: FinalState): Generator<string> {
  const byTask = groupBy(state.reminders, ({ task_id }) => task_id);
  for (const { id, remindAt, lastBegun } of operations) {
    const row = state.operations.get(id);
    if (remindAt === undefined || row?.status !== "succeeded") continue;
    if (lastBegun >= remindAt - untilTaken) continue;
    const fired = (byTask.get(Number(row.task_id)) ?? []).filter(({ state: is }) => is === "fired");
    if (fired.length !== 1) yield `task ${row.task_id} asked for one reminder, and ${fired.length} fired`;
  }
}

/** Pushes that a device received twice, and whether a kill explains it. */
export function repeated({ pushes, kills }: History): { tag: string; explained: boolean }[] {
  return [...groupBy(pushes, ({ tag, user }) => `${user} ${tag}`).values()].flatMap((all) =>
    all.slice(1).map((again, index) => ({
      tag: again.tag,
      explained: kills.some((kill) => explains(kill, all[index] as Push, again)),
    })),
  );
}

function explains({ process, at }: Kill, first: Push, again: Push): boolean {
  return mayRepeat.has(process) && at >= first.at - tolerance && at <= again.at;
}
