import * as z from "zod";
import { ChatMessage, ChatReply } from "./chat.ts";
import {
  type Command,
  commands,
  commandType,
  eventTypes,
  ImportUploaded,
  Notification,
  OperationResult,
  ReminderEvent,
  TaskEvent,
  TaskUpdate,
} from "./schemas.ts";
import { type CommandTopic, commandTopics, type Topic, topics } from "./topics.ts";

/** What a topic carries. */
export interface Channel<Data = unknown> {
  /** Schema of the data of its events. */
  schema: z.ZodType<Data>;
  /** Types of its events; empty when it carries any type. */
  types: readonly string[];
  description: string;
}

// `fromEntries` forgets which value belongs to which key.
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

/**
 * The schema and event types of each topic. Subscriptions are validated and typed by this table, and the AsyncAPI
 * document is generated from it.
 */
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
  [topics.importFiles]: {
    schema: ImportUploaded,
    types: [eventTypes.importUploaded],
    description: "Files that were uploaded and have to be read.",
  },
  [topics.chatMessages]: {
    schema: ChatMessage,
    types: [eventTypes.chat.message, eventTypes.chat.deleted],
    description: "Messages of people that wait for the assistant's reply, and those that were deleted.",
  },
  [topics.chatReplies]: {
    schema: ChatReply,
    types: [eventTypes.chat.reply],
    description: "Replies of the assistant, in pieces as they are written.",
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

/** Data type of a topic's events. */
export type DataOf<T extends Topic> = z.output<(typeof channels)[T]["schema"]>;
