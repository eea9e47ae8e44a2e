import type { IncomingMessage } from "node:http";
import { deviceOf } from "../../_shared/domain/device.ts";
import { accessTokenLife, issueAccessToken } from "../../_shared/platform/tokens.ts";
import { type OpenSession, sessionDays } from "../../_shared/store/accounts/sessions.ts";
import type { ApiDeps } from "../deps.ts";
import { cookie } from "./cookies.ts";

/** The answer with a session; `cookies` beside its own. */
export async function session<Status extends 200 | 201>(
  deps: ApiDeps,
  status: Status,
  open: OpenSession,
  cookies: string[] = [],
) {
  const own = cookie(deps, "taskwake_refresh", open.token, sessionDays * 24 * 3600);
  return {
    status,
    body: { access_token: await issueAccessToken(deps.tokens, open), expires_in: accessTokenLife },
    headers: { "Set-Cookie": [own, ...cookies] },
  };
}

/** The device of a request in words; empty if it is unknown. */
export const deviceFrom = ({ headers }: IncomingMessage): string => deviceOf(headers["user-agent"] ?? "");
