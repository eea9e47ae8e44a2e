/** The most that one person may store. Anything beyond is refused with `limit-reached`. */
export const limits = {
  /** Including those in the trash. */
  tasks: 200_000,
  /**
   * Further occurrences that a series may still make once `tasks` is reached: a series must be the last thing to stop.
   */
  occurrences: 20_000,
  /** Bytes that are kept: tasks, trail and operations; then nothing new is taken. */
  keptBytes: 750_000_000,
  /** Bytes that are written within a day, in UTC: what is kept, the events of it, and files. */
  dailyBytes: 250_000_000,
  /** Imports that are stored; see `retention`. */
  imports: 100,
  /** Files that are not read yet. */
  waitingFiles: 5,
  /** Concurrent log-ins; a new one ends the one that was unused the longest. */
  sessions: 50,
  /** Passkeys of one person. */
  passkeys: 20,
  /** Tokens of one session, more than a month needs. All of them are remembered, so that a stolen one is recognised. */
  sessionTokens: 3000,
  /** Tokens that one session may take in 15 minutes, the life of an access token. */
  recentTokens: 120,
  /** Programs that may work with the tasks: connected clients and personal tokens. */
  connections: 50,
  /** Refresh tokens of one connection that are stored; all of them are recognised when they are used again. */
  connectionTokens: 5000,
  /** Tokens that one connection may take in 15 minutes. */
  recentConnectionTokens: 60,
  /** Devices that receive push notifications; a new one replaces the one that was unused the longest. */
  pushSubscriptions: 20,
  conversations: 200,
  /** Turns of one conversation; then a new one is begun. */
  turns: 500,
  /** Characters of one message. */
  messageCharacters: 4000,
  /** Messages of one person that wait for a reply, those that `chat` works on at a time, and those of a day, in UTC. */
  waitingTurns: 5,
  runningTurns: 2,
  dailyMessages: 500,
  /** New tasks and other changes that an assistant makes in one turn by itself; more become a plan. */
  turnCreates: 20,
  turnChanges: 5,
  /** Changes of one plan. */
  planItems: 100,
  /** Bytes of a stored plan. */
  planBytes: 1_000_000,
  /** Plans that wait for the person at a time, and all that are kept. */
  openPlans: 50,
  /** Plans of one assistant that wait for the person. */
  holderPlans: 30,
  plans: 200,
} as const;
