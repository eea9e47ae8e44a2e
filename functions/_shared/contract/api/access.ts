import * as z from "zod";
import { scopes } from "../../domain/scopes.ts";
import { Instant, Text } from "../../domain/task/task.ts";

export const Scope = z.enum(scopes);
/** Without control and format characters, which would disguise who asks. */
export const Name = Text.trim()
  .min(1)
  .max(100)
  .regex(/^\P{C}*[\p{L}\p{N}\p{P}\p{S}]\P{C}*$/u);

/** A program that may work with the person's tasks: connected by OAuth, or holding a personal token. */
export const Connection = z.object({
  id: z.uuid(),
  kind: z.enum(["client", "token"]),
  name: z.string(),
  scopes: z.array(Scope),
  created_at: Instant,
  /** Recorded at most once a minute; null: it was never used. */
  used_at: Instant.nullable(),
  /** Null: until it is ended. */
  expires_at: Instant.nullable(),
});

/** A personal token to make. */
export const NewToken = z.strictObject({
  name: Name,
  scopes: z.array(Scope).min(1).max(scopes.length),
  /** (Default: it does not expire.) */
  expires_in_days: z.int().min(1).max(3650).nullable().default(null),
});

/** A personal token; this answer alone contains it. */
export const MadeToken = Connection.extend({ token: z.string() });

/** A request of a client that waits for the person's decision. */
export const AccessRequest = z.object({
  id: z.uuid(),
  client_name: z.string(),
  /** The host of the client's metadata document; null: the client only gave a name. */
  client_host: z.string().nullable(),
  /** Where the answer goes: a host, or the scheme of an app. */
  redirect_host: z.string(),
  /** The answer goes to a program on this computer, which any program can claim to be. */
  local: z.boolean(),
  scopes: z.array(Scope),
});

/** The person's decision. */
export const Decision = z.strictObject({ allow: z.boolean(), scopes: z.array(Scope).default([]) });
/** Where the browser goes next. */
export const Redirect = z.object({ redirect_to: z.string() });

/** Tokens for a client, by RFC 6749. */
export const Tokens = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.int(),
  refresh_token: z.string(),
  scope: z.string(),
});
/** An error for a client, by RFC 6749. */
export const OAuthError = z.object({ error: z.string(), error_description: z.string() });

/** A client that registers itself, by RFC 7591; other members are ignored. */
export const Registration = z.object({
  client_name: Name.optional(),
  redirect_uris: z.array(z.string().max(500)).min(1).max(10),
});
/** A request to end a connection, by RFC 7009. */
export const Revocation = z.object({ token: z.string().max(2000), client_id: z.string().max(500) });
export const Registered = z.object({
  client_id: z.string(),
  client_id_issued_at: z.int(),
  client_name: z.string(),
  redirect_uris: z.array(z.string()),
  token_endpoint_auth_method: z.literal("none"),
  grant_types: z.array(z.string()),
  response_types: z.array(z.string()),
});

export type Connection = z.infer<typeof Connection>;
export type NewToken = z.input<typeof NewToken>;
export type MadeToken = z.infer<typeof MadeToken>;
export type AccessRequest = z.infer<typeof AccessRequest>;
export type Decision = z.input<typeof Decision>;
export type Redirect = z.infer<typeof Redirect>;
