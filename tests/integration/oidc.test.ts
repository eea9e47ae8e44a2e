import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import http from "node:http";
import { after, before, test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { call, newPerson } from "../support/client.ts";
import { connect } from "../support/device.ts";
import { environment } from "../support/environment.ts";

const { url, oidcPort } = environment;
const issuer = `http://127.0.0.1:${oidcPort}`;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let server: http.Server;

before(async () => {
  keys = await generateKeyPair("ES256");
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: "one", alg: "ES256" }] };
  server = http.createServer((request, response) => {
    const known = request.url === "/.well-known/jwks.json";
    response.writeHead(known ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(oidcPort, "127.0.0.1", resolve));
});
after(() => {
  server.close();
  server.closeAllConnections();
});

const token = (claims: Record<string, unknown>, { audience = "taskwake-tests", subject = "anna" } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setExpirationTime("5m")
    .sign(keys.privateKey);
const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

test("a person of the external issuer has one account, made at first sight", async () => {
  const email = `${randomUUID()}@issuer.example`;
  const headers = bearer(await token({ email, email_verified: true, name: "Anna" }));
  const created = await call(url, "POST", "/v1/tasks", { headers, body: { title: "From outside" } });
  assert.equal(created.status, 201);
  const again = bearer(await token({ email, email_verified: true }));
  const me = await call(url, "GET", "/v1/me", { headers: again });
  assert.equal(me.body.email, email);
  assert.equal(me.body.name, "Anna");
  assert.equal(me.body.email_confirmed, true, "the issuer has confirmed it");
  const tasks = await call(url, "GET", "/v1/tasks", { headers: again });
  assert.equal(tasks.body.results.length, 1);
  const device = await connect(url, again.authorization.slice(7), 0);
  device.close();
});

test("an address that has an account here is not taken over", async () => {
  const person = await newPerson(url);
  await person.create({ title: "Mine" });
  const headers = bearer(await token({ email: person.email, email_verified: true }, { subject: "mallory" }));
  const tasks = await call(url, "GET", "/v1/tasks", { headers });
  assert.deepEqual(tasks.body.results, []);
});

test("an address that the issuer does not say is verified is not taken", async () => {
  for (const [n, email_verified] of [undefined, false, "true", 1].entries()) {
    const subject = `unverified-${n}`;
    const headers = bearer(await token({ email: `${subject}@issuer.example`, email_verified }, { subject }));
    const me = await call(url, "GET", "/v1/me", { headers });
    assert.equal(me.body.email, `${issuer}|${subject}`, `email_verified: ${email_verified}`);
    assert.equal(me.body.email_confirmed, false);
  }
});

test("a token for another audience is refused", async () => {
  const headers = bearer(await token({}, { audience: "somebody-else" }));
  assert.equal((await call(url, "GET", "/v1/me", { headers })).status, 401);
});
