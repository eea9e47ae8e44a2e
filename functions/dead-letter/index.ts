import * as z from "zod";
import type { Envelope } from "../_shared/contract/envelope.ts";
import { problem, problemOf } from "../_shared/contract/problems.ts";
import { topics } from "../_shared/contract/topics.ts";
import { operationTopics } from "../_shared/operations/announcements.ts";
import { runOperation } from "../_shared/operations/run.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { letterOf, recordDeadLetter } from "../_shared/store/dead-letters/dead-letters.ts";
import { failDeliveries } from "../_shared/store/deliveries/deliveries.ts";
import { suspendImport } from "../_shared/store/imports/queue.ts";

const CommandLike = z.object({
  operation_id: z.uuid(),
  user_id: z.uuid(),
  fingerprint: z.string().default(""),
  /** Further operations of the same event. */
  more: z.array(z.object({ operation_id: z.uuid(), fingerprint: z.string().default("") })).default([]),
});

const handle =
  (deps: Deps) =>
  async (event: Envelope<unknown>): Promise<void> => {
    const letter = await letterOf(deps.db, event);
    const command = CommandLike.safeParse(event.data);
    // First, and after any attempt that is still under way: a command which that attempt completes is no dead letter.
    if (command.success)
      for (const each of [command.data, ...command.data.more])
        await failOperation(deps, event, { ...command.data, ...each }, letter.topic);
    await recordDeadLetter(deps.db, event, letter);
    if (letter.topic === topics.importFiles) await suspendImport(deps.db, event.id, problemOf(failed()));
    if (letter.topic === topics.notifications) await failDeliveries(deps.db, event.id);
  };

// Without the reason, which is the message of an internal error: that stays in `dead_letters`.
const failed = () => problem("dead-lettered");

async function failOperation(
  deps: Deps,
  event: Envelope,
  command: z.infer<typeof CommandLike>,
  topic: string,
): Promise<void> {
  const { operation_id: id, user_id: userId, fingerprint } = command;
  const operation = { id, name: topic, userId, actor: event.actor, fingerprint, acceptedAt: deps.now() };
  await runOperation(deps, operation, async () => {
    throw failed();
  });
}

/**
 * Records each event that could not be handled, with the reason, and ends its operation as failed, so that a waiting
 * client gets a result.
 */
export default defineFunction("dead-letter", {
  shape: "event",
  // A dead letter that cannot be recorded is retried until it can, as there is no further place for it.
  subscribes: [{ topic: topics.deadLetters, deadLetterTopic: null }],
  publishes: operationTopics,
  open: (deps) => ({ on: { [topics.deadLetters]: handle(deps) } }),
});
