/** Variables of the running system, set by tests/run.ts for the suites. */
function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this suite by \`npm test -- integration\`.`);
  return value;
}

export const environment = {
  url: variable("TASKWAKE_URL"),
  databaseUrl: variable("TASKWAKE_DATABASE_URL"),
  kafkaBrokers: variable("TASKWAKE_KAFKA_BROKERS"),
  pushPort: Number(variable("TASKWAKE_PUSH_PORT")),
  smtpPort: Number(variable("TASKWAKE_SMTP_PORT")),
  oidcPort: Number(variable("TASKWAKE_OIDC_PORT")),
  modelPort: Number(variable("TASKWAKE_MODEL_PORT")),
  collectorPort: Number(variable("TASKWAKE_COLLECTOR_PORT")),
  daprApiToken: variable("TASKWAKE_DAPR_API_TOKEN"),
  /** The token that a function requires from its sidecar. */
  appApiToken: variable("TASKWAKE_APP_API_TOKEN"),
  ports: JSON.parse(variable("TASKWAKE_PORTS")) as Record<string, { app: number; dapr: number }>,
};
