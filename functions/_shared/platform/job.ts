import * as z from "zod";
import { readEnvironment } from "./config.ts";
import type { Declared } from "./declaration.ts";

/** Declares a function that runs to its end, without a sidecar. Importing it starts nothing; `start` does. */
export function defineJob<Shape extends z.ZodRawShape>(
  name: string,
  { settings, run }: { settings: Shape; run: (settings: z.infer<z.ZodObject<Shape>>) => Promise<void> },
): Declared {
  return {
    ...{ name, shape: "job", subscribes: [], publishes: [], bindings: [], scaledBy: [], secrets: {} },
    ...{ jobs: false, invokes: [], internet: false },
    start: (env) => run(readEnvironment(z.object(settings), env) as z.infer<z.ZodObject<Shape>>),
  };
}
