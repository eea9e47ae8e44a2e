import type { IncomingMessage } from "node:http";
import type * as z from "zod";
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

/** What a handler answers; JSON unless the body is text, bytes or pieces of text under a `Content-Type` of its own. */
export interface Reply {
  status: number;
  body?: unknown;
  /** Pieces of a body too large to hold; an error among them breaks the answer off. */
  pieces?: AsyncGenerator<string>;
  headers?: Record<string, string | string[]>;
}

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
  /** Media types of a body, or an answer, that is a file. (Default: JSON.) */
  files?: string[];
  /** Largest body, in bytes. (Default: 256 KiB.) */
  bodyLimit?: number;
  /** Success status → schema of the answer; null for one without a body. */
  responses: Record<number, z.ZodType | null>;
  // biome-ignore lint/suspicious/noExplicitAny: typed by `route`, which ties it to the schemas above
  handle: (context: Context<any, any, any>) => Promise<Reply>;
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Declares a route whose handler is typed by its schemas. */
export function route<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
>(
  definition: Omit<Route, "handle" | "params" | "query" | "body"> & {
    params?: P;
    query?: Q;
    body?: B;
    handle: (context: Context<Output<P>, Output<Q>, Output<B>>) => Promise<Reply>;
  },
): Route {
  return definition as unknown as Route;
}
