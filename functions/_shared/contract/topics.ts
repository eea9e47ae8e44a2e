/** Every Kafka topic; manifests, migrations and documents are checked against this list. */

/** Commands: one topic per operation, named like the function that handles it. */
export const commandTopics = [
  "create-task",
  "import-task",
  "update-task",
  "move-task",
  "complete-task",
  "reopen-task",
  "skip-task",
  "delete-task",
  "restore-task",
  "purge-task",
] as const;

/** Commands of somebody who waits for the result; those of imports and moves to another zone have none to wait for. */
export const attendedTopics: readonly CommandTopic[] = commandTopics.filter(
  (topic) => topic !== "import-task" && topic !== "move-task",
);

export const topics = {
  taskEvents: "task-events",
  taskUpdates: "task-updates",
  reminders: "reminders",
  notifications: "notifications",
  importFiles: "import-files",
  chatMessages: "chat-messages",
  chatReplies: "chat-replies",
  operationResults: "operation-results",
  deadLetters: "dead-letters",
} as const;

export type CommandTopic = (typeof commandTopics)[number];
export type Topic = CommandTopic | (typeof topics)[keyof typeof topics];

/**
 * Topics whose events may be written to the outbox. Besides their writers `remind` is granted them: it publishes what a
 * writer that stopped has left there.
 */
export const outboxTopics: readonly Topic[] = [
  "move-task",
  // Moves that version 0.1.0 wrote; not needed in the next release.
  "update-task",
  topics.taskEvents,
  topics.taskUpdates,
  topics.reminders,
  topics.operationResults,
  topics.notifications,
  topics.importFiles,
  topics.chatMessages,
];

export const allTopics: readonly Topic[] = [...commandTopics, ...Object.values(topics)];

/** Initial number of partitions of a topic; KEDA scales a function to at most as many replicas. */
export const partitions = 12;

/** Topics with more bytes than others: commands must not expire before they are handled, even those of a large import. */
const shares: Partial<Record<Topic, number>> = {
  "create-task": 3,
  "update-task": 3,
  "import-task": 6,
  [topics.taskEvents]: 4,
  [topics.taskUpdates]: 2,
  [topics.operationResults]: 2,
};
const shareOf = (topic: Topic): number => shares[topic] ?? 1;
/** Of a partition's bytes, the part that is one segment: Kafka removes whole segments, and never the last one. */
const segment = 1 / 4;

/** Bytes of a partition of a topic, and of its segments, so that all topics together take at most `total`. */
export function bytesOf(topic: Topic, total: number): { retention: number; segment: number } {
  const all = allTopics.reduce((sum, each) => sum + shareOf(each), 0);
  const most = (total * shareOf(topic)) / all / partitions;
  const retention = Math.floor(most / (1 + segment));
  return { retention, segment: Math.floor(retention * segment) };
}
