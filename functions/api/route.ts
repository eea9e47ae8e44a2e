import type { IncomingMessage } from "node:http";
import type * as z from "zod";
import type { Actor } from "../_shared/contract/envelope.ts";
import type { Origin } from "../_shared/contract/origin.ts";
import type { Problem } from "../_shared/contract/problems.ts";
import type { ApiDeps } from "./deps.ts";

/** The arguments of a handler, validated by the route's schemas. */
export interface Context<Params, Query, Body> {
  deps: ApiDeps;
  /** The caller's id; empty on routes open to anyone. */
  userId: string;
  /** The caller's session; null for who has none here, as with an external issuer. */
  sessionId: string | null;
  /** Who changes something by this request. */
  actor: Actor;
  /** Where the request of an assistant comes from; null for a person's own session. */
  origin: Origin | null;
  params: Params;
  query: Query;
  body: Body;
  request: IncomingMessage;
  /** The caller's network address. */
  ip: string;
}

/** Success status → schema of the answer; null for one without a body. */
type Responses = Readonly<Record<number, z.ZodType | null>>;

type Headers = Record<string, string | string[]>;

/** A successful answer; JSON unless the body is text, bytes or pieces of text under its own `Content-Type`. */
export interface Sent {
  status: number;
  body?: unknown;
  /** Pieces of a body too large to hold in memory; an error aborts the answer. */
  pieces?: AsyncGenerator<string>;
  headers?: Headers;
}

/** A problem as the answer, when it comes from an operation; handlers throw their own. */
export interface ProblemReply {
  status?: never;
  problem: Problem;
  headers?: Headers;
}

/** A value of a schema, or its JSON text in pieces. */
type Content<Schema, Streamed> = Schema extends z.ZodType
  ? Streamed extends true
    ? { pieces: AsyncGenerator<string> }
    : { body: z.output<Schema> }
  : { body?: never };

/** The result of a handler: a declared answer, or a problem. */
export type Reply<Declared extends Responses, Streamed = false> =
  | {
      [Status in keyof Declared & number]: { status: Status; headers?: Headers } & Content<
        Declared[Status],
        Streamed
      >;
    }[keyof Declared & number]
  | ProblemReply;

/** The sections of the OpenAPI document. */
type Tag =
  | "Chat"
  | "Account"
  | "Chat"
  | "Connections"
  | "Documents"
  | "History"
  | "In and out"
  | "Notifications"
  | "OAuth"
  | "Operations"
  | "Plans"
  | "Sync"
  | "Tasks";

/** A route, which is served and described in the OpenAPI document by the same declaration. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  path: string;
  tag: Tag;
  summary: string;
  /** Anyone may call it. (Default: requires a user's access token.) */
  open?: boolean;
  /** Keeps an account that is about to be erased, which is told of it everywhere else. */
  keeps?: true;
  /** What it is for assistants, which `mcp` and `chat` call for. (Default: closed to them.) */
  assistant?: "read" | "create" | "change" | "delete" | "plan";
  /** A write: accepts Idempotency-Key and Prefer; `change` also requires If-Match. */
  write?: "create" | "change";
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Media types of a body or answer that is a file; the schema describes its JSON form. (Default: JSON.) */
  files?: string[];
  /** The answer is streamed, and therefore has no entity tag for 304. */
  streamed?: boolean;
  /** Receives the body as a stream, so that it is not read whole; resolves with what the handler gets as the body. */
  receive?: (deps: ApiDeps, userId: string, request: IncomingMessage, bodyLimit: number) => Promise<unknown>;
  /** Largest body, in bytes. (Default: 256 KiB.) */
  bodyLimit?: number;
  responses: Responses;
  // biome-ignore lint/suspicious/noExplicitAny: typed by `route`, which ties it to the schemas above
  handle: (context: Context<any, any, any>) => Promise<Sent | ProblemReply>;
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Declares a route; its schemas type the arguments and the answer of its handler. */
export function route<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  R extends Responses,
  S extends boolean = false,
>(
  definition: Omit<Route, "handle" | "params" | "query" | "body" | "responses" | "streamed"> & {
    params?: P;
    query?: Q;
    body?: B;
    responses: R;
    streamed?: S;
    handle: (context: Context<Output<P>, Output<Q>, Output<B>>) => Promise<Reply<NoInfer<R>, S>>;
  },
): Route {
  return definition;
}
