import * as z from "zod";

const instant = z.iso.datetime();

/** A device that gets push notifications. */
export const Device = z.object({
  id: z.uuid(),
  device: z.string(),
  created_at: instant,
  last_success_at: instant.nullable(),
});

/** A device that has subscribed. */
export const Subscribed = Device.pick({ id: true });
/** The VAPID public key to subscribe with. */
export const PushKey = z.object({ public_key: z.string() });

/** One row of the ledger: a notification on one channel to one target, with its outcome. */
export const Delivery = z.object({
  notification_id: z.uuid(),
  channel: z.enum(["push", "email", "in-app"]),
  /** The id of the device's subscription, or the address. */
  target: z.string(),
  task_id: z.int().nullable(),
  title: z.string(),
  status: z.enum(["sending", "sent", "failed", "skipped"]),
  reason: z.string().nullable(),
  late: z.boolean(),
  due_at: instant.nullable(),
  remind_at: instant.nullable(),
  created_at: instant,
  sent_at: instant.nullable(),
  read_at: instant.nullable(),
});

/** In-app notifications that were not read, counted up to 100. */
export const Unread = z.object({ unread: z.int() });

/** A notification that was accepted for delivery. */
export const NotificationSent = Delivery.pick({ notification_id: true });

/** A reminder of a task with its deliveries. */
export const ReminderHistory = z.object({
  reminder_id: z.uuid(),
  remind_at: instant,
  due_at: instant.nullable(),
  state: z.enum(["scheduled", "fired", "cancelled"]),
  reason: z.string().nullable(),
  fired_at: instant.nullable(),
  deliveries: z.array(Delivery),
});

/** What became of a reminder on one channel, or before it came to any. Devices and addresses are not told. */
export const ReminderOutcome = z.object({
  reminder_id: z.uuid(),
  remind_at: instant,
  due_at: instant.nullable(),
  state: z.enum(["scheduled", "fired", "cancelled"]),
  channel: Delivery.shape.channel.nullable(),
  status: Delivery.shape.status.nullable(),
  /** When it was sent, or tried for the first time. */
  at: instant.nullable(),
  late: z.boolean(),
  reason: z.string().nullable(),
  /** All of it as a sentence, in English. */
  words: z.string(),
});

export type ReminderOutcome = z.infer<typeof ReminderOutcome>;
export type Device = z.infer<typeof Device>;
export type Subscribed = z.infer<typeof Subscribed>;
export type PushKey = z.infer<typeof PushKey>;
export type Unread = z.infer<typeof Unread>;
export type Delivery = z.infer<typeof Delivery>;
export type ReminderHistory = z.infer<typeof ReminderHistory>;
