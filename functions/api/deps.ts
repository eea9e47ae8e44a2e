import * as z from "zod";
import { openPresence, type Presence } from "../_shared/operations/presence.ts";
import { openWaiters, type Waiters } from "../_shared/operations/waiters.ts";
import { type Access, openAccess } from "../_shared/platform/access.ts";
import type { Config } from "../_shared/platform/config.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { privateNetworks } from "../_shared/platform/proxies.ts";
import type { Identity, TokenConfig } from "../_shared/platform/tokens.ts";
import { oidcSettings, openVerifier } from "../_shared/platform/tokens.ts";
import { findResults } from "../_shared/store/operations/results.ts";
import { openDocuments, type ReadDocument } from "./access/metadata-document.ts";
import { type Limits, openLimits } from "./auth/limits.ts";

/** Variables of the api. */
export const settings = {
  /** Ed25519 private key that signs access tokens, as a JWK in JSON. */
  JWT_PRIVATE_JWK: z.string(),
  ...oidcSettings,
  VAPID_PUBLIC_KEY: z.string().min(1),
  /** Origins of push services, comma-separated; `*.` stands for any subdomain. The server calls no other. */
  PUSH_SERVICES: z
    .string()
    .default(
      "https://fcm.googleapis.com,https://*.push.services.mozilla.com,https://*.notify.windows.com,https://*.push.apple.com",
    ),
  /** Whether there is a mail server; without one, registering does not send a confirmation link. */
  MAIL: z.enum(["on", "off"]).default("on"),
  /** The proxies whose X-Forwarded-For is believed: addresses and networks, comma-separated. */
  TRUSTED_PROXIES: z.string().default(privateNetworks),
  /** Multiplies the limits per network address. */
  RATE_LIMIT_FACTOR: z.coerce.number().positive().default(1),
  /** Multiplies the limits per person, for tests. */
  PERSON_LIMIT_FACTOR: z.coerce.number().positive().default(1),
};

export type ApiConfig = Config & z.infer<z.ZodObject<typeof settings>>;

/** What the api's handlers work with. */
export interface ApiDeps extends Deps<ApiConfig> {
  tokens: TokenConfig;
  verify: (token: string) => Promise<Identity>;
  /** What a token of a program allows at the MCP server. */
  access: (token: string) => Promise<Access>;
  limits: Limits;
  /** Notes who is at work, so that the functions of their operations stay awake. */
  seen: Presence;
  waiters: Waiters;
  /** Metadata documents of OAuth clients. */
  documents: ReadDocument;
}

/** The api's dependencies, based on those of every function. */
export function openApiDeps(deps: Deps<ApiConfig>): ApiDeps {
  const { config } = deps;
  const tokens: TokenConfig = { ...config, JWT_JWK: config.JWT_PRIVATE_JWK };
  return {
    ...deps,
    tokens,
    verify: openVerifier(tokens),
    access: openAccess(tokens, deps.db, deps.now),
    limits: openLimits(deps.db, config.RATE_LIMIT_FACTOR, config.PERSON_LIMIT_FACTOR),
    seen: openPresence(deps.db, deps.now),
    documents: openDocuments(deps.now),
    waiters: openWaiters((ids) => findResults(deps.db, ids)),
  };
}
