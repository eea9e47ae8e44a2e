import { openSession, type Session } from "../core/session.ts";

let opened: { user: string; session: Session } | undefined;

/** The session of that account: one for as long as the worker lives and the account stays. */
export function sessionOf(user: string): Session {
  if (opened?.user !== user) opened = { user, session: openSession(user, () => undefined) };
  return opened.session;
}
