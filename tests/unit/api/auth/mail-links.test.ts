import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, generateKeyPair } from "jose";
import { Refusal } from "../../../../functions/_shared/domain/refusal.ts";
import type { TokenConfig } from "../../../../functions/_shared/platform/tokens.ts";
import { issueConfirmation, readConfirmation } from "../../../../functions/api/auth/confirmations.ts";
import { issueReset, readReset } from "../../../../functions/api/auth/password-resets.ts";

const newConfig = async (): Promise<TokenConfig> => {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return { PUBLIC_URL: "https://tasks.example", JWT_JWK: JSON.stringify(await exportJWK(privateKey)) };
};
const refused = (error: unknown) => error instanceof Refusal && error.code === "invalid";

test("a link to a new password is good for an hour, and for the password that was forgotten only", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T12:00:00Z") });
  const config = await newConfig();
  const token = await issueReset(config, "someone", "hash of the forgotten one");
  const { id, fits } = await readReset(config, token);
  assert.equal(id, "someone");
  assert.ok(fits("hash of the forgotten one"));
  for (const other of ["hash of another", "", "hash of the forgotten one "]) assert.ok(!fits(other), other);
  t.mock.timers.tick(59 * 60_000);
  await readReset(config, token);
  t.mock.timers.tick(61_000);
  await assert.rejects(readReset(config, token), refused);
});

test("a link of one kind, of another installation or with another key stands for no other", async () => {
  const config = await newConfig();
  const reset = await issueReset(config, "someone", "hash");
  const confirmation = await issueConfirmation(config, { id: "someone", email: "a@example.com" });
  assert.deepEqual(await readConfirmation(config, confirmation), { id: "someone", email: "a@example.com" });
  await assert.rejects(readConfirmation(config, reset), refused);
  await assert.rejects(readReset(config, confirmation), refused);
  await assert.rejects(readReset({ ...config, PUBLIC_URL: "https://else.example" }, reset), refused);
  await assert.rejects(readReset(await newConfig(), reset), refused);
});
