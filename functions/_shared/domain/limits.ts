/** The most that one person may keep. What is beyond it is refused with `limit-reached`. */
export const limits = {
  /** Those in the trash included. */
  tasks: 200_000,
  /** Occurrences a series may still bring when `tasks` are reached: it is the last thing to break off. */
  occurrences: 20_000,
  /** Imports of the time they are kept, 30 days. */
  imports: 100,
  /** Log-ins at a time; the one that was unused the longest makes room. */
  sessions: 50,
  /** Tokens of one session, all of which are remembered so that a copied one is known as such; more than a month brings. */
  sessionTokens: 3000,
  /** Tokens that one session may take in a quarter of an hour, which is the life of what each brings. */
  recentTokens: 120,
  /** Devices that get push notifications; the one that was unused the longest makes room. */
  pushSubscriptions: 20,
} as const;
