/** What an assistant may be allowed to do with a person's tasks, in the order in which a person is asked. */
export const scopes = ["tasks:read", "tasks:add", "tasks:write", "tasks:delete"] as const;
export type Scope = (typeof scopes)[number];
