/** Our own properties: the parts of a series that RFC 5545 cannot express. */
export const own = {
  /** The rule as the person set it, if RRULE writes it differently. */
  rule: "x-taskwake-rrule",
  /** The first due of the series, if it is not DTSTART. */
  anchor: "x-taskwake-anchor",
  /** The number of this occurrence in its series. */
  occurrence: "x-taskwake-occurrence",
  /** `COMPLETION`: counted from when it is done. */
  mode: "x-taskwake-repeat",
} as const;
