import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { openVerifier } from "../../../functions/_shared/platform/tokens.ts";
import { makeSigningKey } from "../../../tools/local/secrets.ts";

const keys = await generateKeyPair("ES256");
const server = http.createServer(async (_request, response) => {
  response.end(
    JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: "one", alg: "ES256" }] }),
  );
});
await once(server.listen(0, "127.0.0.1"), "listening");
after(() => server.close());
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const verify = openVerifier({
  ...{ PUBLIC_URL: "https://todo.example", JWT_JWK: await makeSigningKey() },
  ...{ OIDC_ISSUER: issuer, OIDC_AUDIENCE: "todo" },
});
const token = (claims: Record<string, unknown>) =>
  new SignJWT({ iss: issuer, aud: "todo", sub: "anna", ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .setExpirationTime("5m")
    .sign(keys.privateKey);

test("an access token of the issuer is taken, an ID token is not", async () => {
  const { kind } = await verify(await token({ email: "anna@example.com", typ: "Bearer" }));
  assert.equal(kind, "external");
  for (const claims of [{ nonce: "n" }, { at_hash: "h" }, { c_hash: "h" }, { typ: "ID" }])
    await assert.rejects(verify(await token(claims)), { code: "unauthenticated" }, JSON.stringify(claims));
  await assert.rejects(verify(await token({ aud: "another" })), { code: "unauthenticated" });
});
