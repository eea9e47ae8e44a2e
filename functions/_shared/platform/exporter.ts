import * as z from "zod";
import { readEnvironment } from "./config.ts";
import type { Declared } from "./declaration.ts";
import { answer, host } from "./host.ts";
import { log, messageOf } from "./log.ts";

/** Variables of every exporter. */
const common = {
  PORT: z.coerce.number().int().min(1).max(65_535).default(8080),
  HOST: z.string().optional(),
};

/** An opened exporter. */
export interface Exporter {
  /** All metrics, measured now, in the text format of Prometheus. */
  measure: () => Promise<string>;
  close: () => Promise<void>;
}

/**
 * Declares a function that answers `GET /metrics`, always on in one replica and without a sidecar: it must still answer
 * when Dapr does not work. Importing it starts nothing; `start` does.
 */
export function defineExporter<Shape extends z.ZodRawShape>(
  name: string,
  definition: { settings: Shape; open: (settings: z.infer<z.ZodObject<Shape>>) => Exporter },
): Declared {
  return {
    ...{ name, shape: "exporter", subscribes: [], publishes: [], bindings: [], scaledBy: [], secrets: {} },
    ...{ jobs: false, invokes: [], internet: false },
    async start(env) {
      const { PORT: port, HOST: address } = readEnvironment(z.object(common), env);
      const settings = readEnvironment(z.object(definition.settings), env);
      const exporter = definition.open(settings as z.infer<z.ZodObject<Shape>>);
      host({
        ...{ name, port, address, token: undefined, subscriptions: [], dapr: {} },
        async open(request, response) {
          if (request.method !== "GET" || request.url !== "/metrics")
            return answer(response, 404, { code: "not-found" });
          const text = await exporter.measure().catch((error) => {
            log("error", "cannot measure", { error: messageOf(error) });
          });
          if (text === undefined) return answer(response, 500, { code: "internal" });
          response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
        },
        sidecarStays: async () => false,
        onStop: exporter.close,
      });
    },
  };
}
