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
 * Commits the offsets of each group that has no members once more, for those partitions that were ever used, the
 * oldest where it knows none, and resolves to the groups. Kafka forgets the offsets of a group that was at zero
 * replicas for a week; without them, over a log that has expired too, there is nothing to consume and so nothing to
 * commit, while KEDA counts every event there ever was as lag and keeps the function up.
 */
export async function keepOffsets(admin: Admin): Promise<string[]> {
  const kept: string[] = [];
  // One after another: side by side, kafkajs leaves connections behind that keep the process.
  for (const [group, topic] of Object.entries(consumers))
    if (await keep(admin, group, topic)) kept.push(group);
  return kept;
}

async function keep(admin: Admin, groupId: string, topic: Topic): Promise<boolean> {
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const log = await admin.fetchTopicOffsets(topic);
  const partitions = (committed?.partitions ?? []).flatMap(({ partition, offset }) => {
    const ends = log.find((each) => each.partition === partition);
    if (offset !== "-1") return [{ partition, offset }];
    return ends && ends.high !== "0" ? [{ partition, offset: ends.low }] : [];
  });
  // A group with members sees to its own offsets.
  if (partitions.length === 0 || !(await isEmpty(admin, groupId))) return false;
  await admin.setOffsets({ groupId, topic, partitions });
  return true;
}

async function isEmpty(admin: Admin, groupId: string): Promise<boolean> {
  const { groups } = await admin.describeGroups([groupId]);
  return groups.every(({ state }) => state === "Empty" || state === "Dead");
}
