import * as z from "zod";
import {
  type Command,
  commands,
  commandType,
  eventTypes,
  Notification,
  OperationResult,
  ReminderEvent,
  TaskEvent,
  TaskUpdate,
} from "./schemas.ts";
import { type CommandTopic, commandTopics, type Topic, topics } from "./topics.ts";

/** What a topic carries. */
export interface Channel<Data = unknown> {
  /** Of the data of its events. */
  schema: z.ZodType<Data>;
  /** Types of its events; none named where any may come. */
  types: readonly string[];
  description: string;
}

const commandChannels = Object.fromEntries(
  commandTopics.map((topic) => [
    topic,
    {
      schema: commands[topic],
      types: [commandType(topic)],
      description: `Commands for the function ${topic}.`,
    },
  ]),
) as unknown as { [T in CommandTopic]: Channel<Command<T>> };

/** Each topic with what it carries: subscriptions are validated and typed by this, and the AsyncAPI document is made of it. */
export const channels = {
  ...commandChannels,
  [topics.taskEvents]: {
    schema: TaskEvent,
    types: Object.values(eventTypes.task),
    description: "What happened to tasks.",
  },
  [topics.taskUpdates]: {
    schema: TaskUpdate,
    types: [eventTypes.taskUpdate],
    description: "Changes as a user's other devices need them.",
  },
  [topics.reminders]: {
    schema: ReminderEvent,
    types: [eventTypes.reminder.set, eventTypes.reminder.cancelled],
    description: "Reminders set and cancelled.",
  },
  [topics.notifications]: {
    schema: Notification,
    types: [eventTypes.reminder.triggered, ...Object.values(eventTypes.notification)],
    description: "What is on its way to a person: reminders, digests, links, tests.",
  },
  [topics.operationResults]: {
    schema: OperationResult,
    types: [eventTypes.operationFinished],
    description: "How operations ended.",
  },
  [topics.deadLetters]: {
    schema: z.unknown(),
    types: [],
    description: "Events that could not be handled, as they were.",
  },
} satisfies Record<Topic, Channel>;

/** Data of the events of a topic. */
export type DataOf<T extends Topic> = z.output<(typeof channels)[T]["schema"]>;
