import type * as api from "../../../functions/_shared/contract/api/account.ts";
import { ApiError, type Request, send } from "./api.ts";

/**
 * Access to the API as one account, for as long as the page or worker lives. The token is only in memory. The cookie
 * that renews it belongs to the whole browser: another tab or page may have logged in as somebody else with it, so each
 * token's account is compared before the token is used.
 */
export interface Session {
  /**
   * Sends a request with a valid token. Throws ApiError and Unreachable; `session-ended` when the person must log in.
   */
  request(path: string, request?: Request): ReturnType<typeof send>;
  /** A valid token of the account. Throws like `request`. */
  token(): Promise<string>;
  /**
   * Logs in, by the password or a passkey, or creates an account; returns the account's id. A session without an account adopts it; the token of
   * another account is discarded. Undefined when the account begins by a mailed link.
   */
  logIn(how: HowToLogIn, body: Record<string, unknown>): Promise<string | undefined>;
  /** Ends every other session of the account. */
  changePassword(current: string, next: string): Promise<void>;
  logOut(): Promise<void>;
}

export type HowToLogIn = "login" | "passkey" | "register";

/** Milliseconds before its expiry at which a token is renewed. */
const margin = 20_000;

/** Opens the session of an account, or one that gets its account by the first log-in. */
export function openSession(account: string | null, onChange: (state: "open" | "ended") => void): Session {
  let current: { token: string; until: number } | undefined;
  let renewing: Promise<string> | undefined;
  let isEnded = false;

  const change = (ended: boolean) => {
    isEnded = ended;
    if (ended) current = undefined;
    onChange(ended ? "ended" : "open");
  };
  const accept = (body: unknown): string => {
    const { access_token: token, expires_in } = body as api.Session;
    if (userOf(token) !== account) throw otherAccount();
    current = { token, until: Date.now() + expires_in * 1000 - margin };
    change(false);
    return token;
  };
  // One tab at a time, since each use replaces the cookie's token.
  const renew = async (): Promise<string> => {
    renewing ??= navigator.locks
      .request("taskwake-session", async () =>
        accept((await send("/v1/auth/refresh", { method: "POST" })).body),
      )
      .finally(() => {
        renewing = undefined;
      });
    try {
      return await renewing;
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) change(true);
      throw error;
    }
  };
  const token = async () => (current && current.until > Date.now() ? current.token : renew());

  return {
    token,
    async request(path, request) {
      try {
        return await send(path, { ...request, token: await token() });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "unauthenticated") throw error;
        current = undefined;
        return send(path, { ...request, token: await renew() });
      }
    },
    async logIn(how, body) {
      const answer = await navigator.locks.request("taskwake-session", () =>
        send(`/v1/auth/${how}`, { method: "POST", body }),
      );
      if (answer.status === 202) return undefined;
      const user = userOf((answer.body as api.Session).access_token);
      account ??= user;
      if (account === user) accept(answer.body);
      else change(true);
      return user;
    },
    // Under the lock, since another tab could otherwise renew its token by the cookie of the ended session.
    async changePassword(before, next) {
      const valid = await token();
      const request = { method: "POST", body: { current: before, new: next }, token: valid } as const;
      await navigator.locks.request("taskwake-session", async () =>
        accept((await send("/v1/me/password", request)).body),
      );
    },
    async logOut() {
      // The cookie of an ended session may belong to somebody else by now.
      const isOurs = !isEnded;
      current = undefined;
      if (isOurs) await send("/v1/auth/logout", { method: "POST" });
    },
  };
}

const otherAccount = () =>
  new ApiError({
    type: "about:blank",
    title: "Another account is logged in on this browser",
    status: 401,
    code: "session-ended",
  });

/** The account's id in an access token. */
function userOf(token: string): string {
  const payload = token.split(".")[1] ?? "";
  return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))).sub as string;
}
