/** Every Kafka topic, said once: manifests, migrations and the documents are checked against this. */

/** Commands: one topic per operation, named like the function that handles it. */
export const commandTopics = [
  "create-task",
  "import-task",
  "update-task",
  "complete-task",
  "reopen-task",
  "skip-task",
  "delete-task",
  "restore-task",
] as const;

export const topics = {
  taskEvents: "task-events",
  taskUpdates: "task-updates",
  reminders: "reminders",
  notifications: "notifications",
  operationResults: "operation-results",
  deadLetters: "dead-letters",
} as const;

export type CommandTopic = (typeof commandTopics)[number];
export type Topic = CommandTopic | (typeof topics)[keyof typeof topics];

export const allTopics: readonly Topic[] = [...commandTopics, ...Object.values(topics)];

/** Partitions of a topic to begin with; KEDA scales a function no further than this. */
export const partitions = 12;
