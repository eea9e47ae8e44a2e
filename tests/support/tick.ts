import assert from "node:assert/strict";
import { environment } from "./environment.ts";

/** Calls the digest like its cron binding does once a minute, and waits for its end. */
export async function tick(): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${environment.ports.digest?.app}/digest-tick`, {
    method: "POST",
    headers: { "dapr-api-token": environment.appApiToken },
  });
  assert.equal(status, 200);
}
