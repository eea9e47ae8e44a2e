import * as z from "zod";

/** An id in a path: PostgreSQL returns it in small letters, and keys are made of it. */
export const Uuid = z.uuid().toLowerCase();
