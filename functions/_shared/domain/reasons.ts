/**
 * Why a notification was not delivered, or not accepted. The ledger stores the sentence, followed by details in
 * brackets.
 */
export const reasons = {
  /** Until 0.1.0, which did not deliver what fell into them. */
  quietHours: "quiet hours",
  over: "the task was done or deleted before it could ring",
  pushOff: "push is switched off",
  noDevice: "no device has subscribed",
  unsubscribed: "the device has unsubscribed",
  pushUnreachable: "the push service could not be reached",
  pushRefused: "the push service refused it",
  pushOutOfOrder: "the push service is out of order",
  unconfirmed: "the e-mail address is not confirmed",
  linkOver: "its link was no longer good for anything",
  mailBusy: "other mails were being sent",
  mailUnreachable: "the mail server could not be reached",
  mailRefused: "the mail server refused it",
  mailSlow: "the mail server took too long; it may have arrived all the same",
} as const;
export type Reason = (typeof reasons)[keyof typeof reasons];
