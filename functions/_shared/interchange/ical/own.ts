/** Properties of our own, which keep of a series what RFC 5545 has no place for. */
export const own = {
  /** The rule as it was given, where RRULE says it in another way. */
  rule: "x-taskwake-rrule",
  /** The first due of the series, where it is not DTSTART. */
  anchor: "x-taskwake-anchor",
  /** The number of this occurrence in its series. */
  occurrence: "x-taskwake-occurrence",
  /** `COMPLETION`: counted from when it is done. */
  mode: "x-taskwake-repeat",
} as const;
