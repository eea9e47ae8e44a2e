import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, generateKeyPair } from "jose";
import { Refusal } from "../../../functions/_shared/domain/refusal.ts";
import {
  fits,
  issueConfirmation,
  issueReset,
  printOf,
  readConfirmation,
  readReset,
} from "../../../functions/_shared/platform/mail-links.ts";

const newSigner = async () => {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return { PUBLIC_URL: "https://tasks.example", JWT_JWK: JSON.stringify(await exportJWK(privateKey)) };
};
const refused = (error: unknown) => error instanceof Refusal && error.code === "invalid";
const noon = new Date("2026-03-01T12:00:00Z");

test("a link to a new password is good for an hour, and for the password that was forgotten only", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: noon });
  const signer = await newSigner();
  const token = await issueReset(signer, "someone", printOf("hash of the forgotten one"), new Date());
  const { id, replaces } = await readReset(signer, token);
  assert.equal(id, "someone");
  assert.ok(fits(replaces, "hash of the forgotten one"));
  for (const other of ["hash of another", "", null, undefined, "hash of the forgotten one "])
    assert.ok(!fits(replaces, other), String(other));
  assert.ok(!fits(printOf(""), ""), "where there is no password, nothing fits");
  t.mock.timers.tick(59 * 60_000);
  await readReset(signer, token);
  t.mock.timers.tick(61_000);
  await assert.rejects(readReset(signer, token), refused);
});

test("a link that is made late, or twice, is the one that was asked for", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: noon });
  const signer = await newSigner();
  const person = { id: "someone", email: "a@example.com" };
  const links = () =>
    Promise.all([issueReset(signer, "someone", "print", noon), issueConfirmation(signer, person, noon)]);
  const first = await links();
  t.mock.timers.tick(30 * 60_000);
  assert.deepEqual(await links(), first);
  t.mock.timers.tick(31 * 60_000);
  const [reset = "", confirmation = ""] = await links();
  await assert.rejects(readReset(signer, reset), refused, "the hour began when it was asked for");
  await readConfirmation(signer, confirmation);
});

test("a link of one kind, of another installation or with another key stands for no other", async () => {
  const signer = await newSigner();
  const reset = await issueReset(signer, "someone", "print", new Date());
  const person = { id: "someone", email: "a@example.com" };
  const confirmation = await issueConfirmation(signer, person, new Date());
  assert.deepEqual(await readConfirmation(signer, confirmation), person);
  await assert.rejects(readConfirmation(signer, reset), refused);
  await assert.rejects(readReset(signer, confirmation), refused);
  await assert.rejects(readReset({ ...signer, PUBLIC_URL: "https://else.example" }, reset), refused);
  await assert.rejects(readReset(await newSigner(), reset), refused);
});
