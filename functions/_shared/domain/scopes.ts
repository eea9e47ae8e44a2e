/** Permissions that a person gives to a program, from the least to the most. Deleting is never given by default. */
export const scopes = ["tasks:read", "tasks:add", "tasks:write", "tasks:delete"] as const;
export type Scope = (typeof scopes)[number];

/** The known scopes among these names, in their order and without repetition. */
export const scopesAmong = (names: readonly string[]): Scope[] =>
  scopes.filter((scope) => names.includes(scope));
