import { ApiError, type Request, send } from "./api.ts";

/** Access to the API as one person: the token lives in memory only, the cookie that renews it is out of reach. */
export interface Session {
  /** Sends a request with a valid token. Throws ApiError and Unreachable; `session-ended` when one has to log in. */
  request(path: string, request?: Request): ReturnType<typeof send>;
  /** A valid token. */
  token(): Promise<string>;
  logIn(how: "login" | "register", body: Record<string, string>): Promise<string>;
  /** Every other session ends with the old password. */
  changePassword(current: string, next: string): Promise<void>;
  logOut(): Promise<void>;
}

/** Milliseconds before its end at which a token is renewed. */
const margin = 20_000;

export function openSession(onEnded: () => void): Session {
  let current: { token: string; until: number } | undefined;
  let renewing: Promise<string> | undefined;

  const take = (body: unknown): string => {
    const { access_token: token, expires_in } = body as { access_token: string; expires_in: number };
    current = { token, until: Date.now() + expires_in * 1000 - margin };
    return token;
  };
  // One tab at a time: the cookie's token is exchanged for the next at each use.
  const renew = async (): Promise<string> => {
    renewing ??= navigator.locks
      .request("taskwake-session", async () =>
        take((await send("/v1/auth/refresh", { method: "POST" })).body),
      )
      .finally(() => {
        renewing = undefined;
      });
    try {
      return await renewing;
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) onEnded();
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
      const answer = await send(`/v1/auth/${how}`, { method: "POST", body });
      return userOf(take(answer.body));
    },
    // Under the lock: the cookie that another tab would send to renew its token is the ended session's.
    async changePassword(before, next) {
      const valid = await token();
      const request = { method: "POST", body: { current: before, new: next }, token: valid } as const;
      await navigator.locks.request("taskwake-session", async () =>
        take((await send("/v1/me/password", request)).body),
      );
    },
    async logOut() {
      current = undefined;
      await send("/v1/auth/logout", { method: "POST" });
    },
  };
}

/** The account's id in an access token. */
export function userOf(token: string): string {
  const payload = token.split(".")[1] ?? "";
  return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))).sub as string;
}
