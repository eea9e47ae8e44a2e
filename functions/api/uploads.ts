import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { problem } from "../_shared/contract/problems.ts";
import { limits } from "../_shared/domain/limits.ts";
import { formats } from "../_shared/interchange/types.ts";
import { tooLarge } from "../_shared/platform/body.ts";
import { addPart, countFiles, removeFile } from "../_shared/store/imports/files.ts";
import type { ApiDeps } from "./deps.ts";

/** A file that was uploaded and stored, and is not read yet. */
export interface Upload {
  /** The id under which it is stored. */
  file: string;
  format: string;
  contentType: string;
  /** SHA-256 of its bytes, base64url. */
  hash: string;
}

/** Bytes of a part; no more of a file is in memory at a time. */
const partSize = 256 * 1024;

/**
 * Stores the body of a request while it arrives, so that a slow upload blocks nobody and needs little memory. Throws the
 * problem `invalid` for an unknown type or an empty file, `too-large`, and `too-many-requests` while the person has too
 * many files that are not read yet.
 */
export async function receiveFile(
  deps: ApiDeps,
  userId: string,
  request: IncomingMessage,
  limit: number,
): Promise<Upload> {
  const contentType = request.headers["content-type"] ?? "";
  const format = formats[contentType.split(";")[0]?.trim().toLowerCase() as keyof typeof formats];
  if (!format) throw problem("invalid", `Content-Type must be ${Object.keys(formats).join(", ")}.`);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  if ((await countFiles(deps.db, userId)) >= limits.waitingFiles) throw tooMany();
  const file = deps.newId();
  try {
    return { file, format, contentType, hash: await store(deps, { file, userId }, request, limit) };
  } catch (error) {
    await discard(deps, file);
    throw error;
  }
}

async function store(
  { db }: ApiDeps,
  of: { file: string; userId: string },
  request: IncomingMessage,
  limit: number,
): Promise<string> {
  const hash = createHash("sha256");
  let size = 0;
  let parts = 0;
  for await (const part of partsOf(request)) {
    size += part.length;
    if (size > limit) throw tooLarge(limit);
    hash.update(part);
    await addPart(db, of, parts, part);
    parts += 1;
  }
  if (size === 0) throw problem("invalid", "The file is empty.");
  return hash.digest("base64url");
}

async function* partsOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < partSize) continue;
    yield Buffer.concat(chunks);
    chunks = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(chunks);
}

/** Removes an upload that is not needed; if that fails, the clean-up removes it later. */
export const discard = ({ db }: ApiDeps, file: string): Promise<void> =>
  removeFile(db, file).catch(() => undefined);

/** The problem of one upload too many. */
export const tooMany = () =>
  problem(
    "too-many-requests",
    "Your other files are still being read; send this one when they are finished.",
    {
      retryAfter: 10,
    },
  );
