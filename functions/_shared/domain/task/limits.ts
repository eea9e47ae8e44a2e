/** The most that one task may hold: characters of texts, items of lists. */
export const taskLimits = {
  title: 500,
  notes: 50_000,
  tag: 64,
  tags: 50,
  reminders: 10,
  exdates: 500,
} as const;
