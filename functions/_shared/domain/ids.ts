import { v5, v7 } from "uuid";

const namespace = "6f4b4f3a-5f0e-4c68-9d0b-3a2b6f0c7e11";

/** A new id; ids made later sort later. */
export const newId = (): string => v7();

/** The same id for the same parts, always: what makes a repeated request find its own result. */
export const derivedId = (...parts: (string | number)[]): string => v5(JSON.stringify(parts), namespace);
