/** A row as the answer of the same fields: instants become text, RFC 3339 in UTC. */
export const answerOf = <Answer>(row: Record<string, unknown>): Answer =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  ) as Answer;
