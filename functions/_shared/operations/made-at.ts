/** Milliseconds that a change may have waited on a device for its missed reminders to ring still. */
const longestWait = 7 * 24 * 3600 * 1000;

/**
 * Since when the reminders of a change count: since the person made it on a device without a connection, never in the
 * future and at most a week before it was accepted. (Default: when it was accepted)
 */
export function remindsSince(madeAt: string | undefined, acceptedAt: Date): Date {
  if (!madeAt) return acceptedAt;
  const accepted = acceptedAt.getTime();
  return new Date(Math.min(Math.max(Date.parse(madeAt), accepted - longestWait), accepted));
}
