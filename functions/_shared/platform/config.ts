import * as z from "zod";

const port = z.coerce.number().int().min(1).max(65_535);

/** Variables of every function. */
const common = z.object({
  /** The function's name: app-id and consumer group. */
  APP_ID: z.string().min(1),
  PORT: port.default(8080),
  /** Address to listen on. (Default: all of the pod's) */
  HOST: z.string().optional(),
  DAPR_HTTP_PORT: port.default(3500),
  /** Sent to the sidecar with every call. */
  DAPR_API_TOKEN: z.string().optional(),
  /** The sidecar must send it with every event and job. (Default: none, every caller is trusted.) */
  APP_API_TOKEN: z.string().optional(),
  DATABASE_URL: z.url(),
  /** Most connections of this replica to the database. */
  DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(12),
  /** Base address of an OpenTelemetry collector (OTLP over HTTP). (Default: nothing is traced.) */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** Part of the traces that sidecars take part in and that are kept. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(0.05),
  /** Origin at which people reach the system; used for links and as the issuer of tokens. */
  PUBLIC_URL: z.url().default("http://localhost:8080"),
});

export type Config = z.infer<typeof common>;

/** The environment is incomplete or wrong; the message names every bad variable. */
export class InvalidConfig extends Error {
  override name = "InvalidConfig";
}

/** Reads the configuration that all functions share and, with `more`, that of one. Pure. */
export function loadConfig<Shape extends z.ZodRawShape>(
  env: NodeJS.ProcessEnv,
  more = {} as Shape,
): Config & z.infer<z.ZodObject<Shape>> {
  return readEnvironment(common.extend(more), env) as Config & z.infer<z.ZodObject<Shape>>;
}

/**
 * Reads the environment by a schema; an empty variable counts as missing. Throws an error that names every bad
 * variable.
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  env: NodeJS.ProcessEnv,
): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new InvalidConfig(`The environment is not complete:\n  ${faults.join("\n  ")}`);
}
