/**
 * Days for which each kind of row is kept. Operations are kept longer than the topics' retention and the groups'
 * offsets, so that any event Kafka can redeliver still finds its operation.
 */
export const retention = {
  /** From asking for the erasure of an account to the erasure, which can be called off until then. */
  erasure: 7,
  trash: 30,
  deadLetters: 30,
  operations: 30,
  deliveries: 180,
  reminders: 180,
  failures: 30,
  imports: 30,
  audit: 730,
  clients: 365,
  usedTokens: 30,
  endedConnections: 30,
  chatUsage: 2,
  // No longer than the operations, from which they have their results.
  plans: 30,
  assistantChanges: 30,
} as const;
