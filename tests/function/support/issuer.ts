import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** An external OIDC issuer of a test file; `env` lets functions believe it. */
export async function openIssuer() {
  const keys = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "ES256" };
  const server = http.createServer((_request, response) => {
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { OIDC_ISSUER: url, OIDC_AUDIENCE: "todo" },
    /** An access token; without `issued`, such as "10s ago", it does not say when it was issued. */
    token(claims: { sub: string } & Record<string, unknown>, issued?: string): Promise<string> {
      const token = new SignJWT({ iss: url, aud: "todo", ...claims })
        .setProtectedHeader({ alg: "ES256", kid: "one" })
        .setExpirationTime("15m");
      return (issued ? token.setIssuedAt(issued) : token).sign(keys.privateKey);
    },
  };
}
