import { v5, v7, validate } from "uuid";

const namespace = "6f4b4f3a-5f0e-4c68-9d0b-3a2b6f0c7e11";

/** A new id; ids sort by the time they were made. */
export const newId = (): string => v7();

/** Always the same id for the same parts, so that a repeated request finds its own result. */
export const derivedId = (...parts: (string | number)[]): string => v5(JSON.stringify(parts), namespace);

/** Whether a value is the id of an account, an operation or the like. */
export const isUuid = (value: unknown): value is string => validate(value);
