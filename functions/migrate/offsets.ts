import type { Admin } from "kafkajs";
import { type CommandTopic, commandTopics, type Topic, topics } from "../_shared/events/topics.ts";

/** The topic of each consumer group; a group is named like its function. */
export const consumers: Record<string, Topic> = {
  ...(Object.fromEntries(commandTopics.map((topic) => [topic, topic])) as Record<CommandTopic, CommandTopic>),
  "repeat-task": topics.taskEvents,
  audit: topics.taskEvents,
  remind: topics.reminders,
  notify: topics.notifications,
  "dead-letter": topics.deadLetters,
};

/**
 * Commits an offset for each partition that is empty again and of which its group knows none, and resolves to the
 * groups it did so for. Without, a group whose offsets have expired as all events have has nothing to consume and so
 * never commits, while KEDA counts every event there ever was as its lag and keeps the function up for good.
 */
export async function beginOffsets(admin: Admin): Promise<string[]> {
  const begun: string[] = [];
  for (const [groupId, topic] of Object.entries(consumers)) {
    const [known] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const missing = new Set(
      known?.partitions.filter(({ offset }) => offset === "-1").map((each) => each.partition),
    );
    const used = (await admin.fetchTopicOffsets(topic)).filter(
      ({ low, high }) => high !== "0" && low === high,
    );
    const partitions = used
      .filter(({ partition }) => missing.has(partition))
      .map(({ partition, high }) => ({ partition, offset: high }));
    if (partitions.length === 0 || !(await isEmpty(admin, groupId))) continue;
    await admin.setOffsets({ groupId, topic, partitions });
    begun.push(groupId);
  }
  return begun;
}

// A group with members sees to its own offsets.
async function isEmpty(admin: Admin, groupId: string): Promise<boolean> {
  const { groups } = await admin.describeGroups([groupId]);
  return groups.every(({ state }) => state === "Empty" || state === "Dead");
}
