import type { IncomingMessage } from "node:http";
import type * as z from "zod";
import type { Problem } from "../_shared/contract/problems.ts";
import type { ApiDeps } from "./deps.ts";

/** What a handler is given: everything already validated by the route's schemas. */
export interface Context<Params, Query, Body> {
  deps: ApiDeps;
  /** The id of who asks; empty on routes open to anyone. */
  userId: string;
  params: Params;
  query: Query;
  body: Body;
  request: IncomingMessage;
  /** Network address of who asks. */
  ip: string;
}

/** Success status → schema of the answer; null for one without a body. */
type Responses = Readonly<Record<number, z.ZodType | null>>;

type Headers = Record<string, string | string[]>;

/** What is sent; JSON unless the body is text, bytes or pieces of text under a `Content-Type` of its own. */
export interface Sent {
  status: number;
  body?: unknown;
  /** Pieces of a body too large to hold; an error among them breaks the answer off. */
  pieces?: AsyncGenerator<string>;
  headers?: Headers;
}

/** An answer that is a problem, as it came from elsewhere; a handler's own are thrown. */
export interface ProblemReply {
  status?: never;
  problem: Problem;
  headers?: Headers;
}

/** What fits a schema, or the text of it in pieces. */
type Content<Schema, Streamed> = Schema extends z.ZodType
  ? Streamed extends true
    ? { pieces: AsyncGenerator<string> }
    : { body: z.output<Schema> }
  : { body?: never };

/** What a handler answers: what its route declares, or a problem. */
export type Reply<Declared extends Responses, Streamed = false> =
  | {
      [Status in keyof Declared & number]: { status: Status; headers?: Headers } & Content<
        Declared[Status],
        Streamed
      >;
    }[keyof Declared & number]
  | ProblemReply;

/** A route: what the OpenAPI document says of it and what serves it are one. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  tag: string;
  summary: string;
  /** Anyone may call it. (Default: a user's access token is needed.) */
  open?: boolean;
  /** A write: takes Idempotency-Key and Prefer, and If-Match where it says so. */
  write?: "create" | "change";
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Media types of a body, or an answer, that is a file; the schema is that of the JSON. (Default: JSON.) */
  files?: string[];
  /** The answer comes in pieces, and so without an entity tag by which a GET could be 304. */
  streamed?: boolean;
  /** Largest body, in bytes. (Default: 256 KiB.) */
  bodyLimit?: number;
  responses: Responses;
  // biome-ignore lint/suspicious/noExplicitAny: typed by `route`, which ties it to the schemas above
  handle: (context: Context<any, any, any>) => Promise<Sent | ProblemReply>;
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Declares a route whose handler is typed by its schemas: what it is given, and what it answers. */
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
