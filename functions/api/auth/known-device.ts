import type { IncomingMessage } from "node:http";
import { importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import { publicJwkOf } from "../../_shared/platform/tokens.ts";
import type { ApiDeps } from "../deps.ts";
import { cookie, cookieIn } from "./cookies.ts";

/** A device on which people have logged in before, by its signed cookie. */
export interface KnownDevice {
  id: string;
  /** Accounts that logged in on it, the last one first. */
  users: string[];
}

const algorithm = "EdDSA";
const purpose = { audience: "taskwake/device", typ: "device+jwt" };
/** Life of the cookie since the last log-in, in seconds; browsers keep none longer. */
const life = 400 * 24 * 3600;
/** Most accounts that a device is known for. */
const mostUsers = 5;
const Claims = z.object({ jti: z.uuid(), users: z.array(z.uuid()) });

/** The device of a request; undefined without a valid cookie, which is that of a stranger. */
export async function deviceIn(deps: ApiDeps, request: IncomingMessage): Promise<KnownDevice | undefined> {
  const token = cookieIn(deps, request, "taskwake_device");
  if (!token) return undefined;
  try {
    const { payload } = await jwtVerify(token, await importJWK(publicJwkOf(deps.tokens.JWT_JWK), algorithm), {
      ...{ algorithms: [algorithm], issuer: deps.config.PUBLIC_URL, ...purpose },
      requiredClaims: ["exp"],
    });
    const { jti: id, users } = Claims.parse(payload);
    return { id, users };
  } catch {
    return undefined;
  }
}

/** The cookie by which a device is known from now on, also for this account. */
export async function deviceCookie(
  deps: ApiDeps,
  device: KnownDevice | undefined,
  userId: string,
): Promise<string> {
  const others = (device?.users ?? []).filter((id) => id !== userId);
  const token = await new SignJWT({ users: [userId, ...others].slice(0, mostUsers) })
    .setProtectedHeader({ alg: algorithm, typ: purpose.typ })
    .setIssuer(deps.config.PUBLIC_URL)
    .setAudience(purpose.audience)
    .setJti(device?.id ?? deps.newId())
    .setExpirationTime(`${life}s`)
    .sign(await importJWK(JSON.parse(deps.tokens.JWT_JWK) as JWK, algorithm));
  return cookie(deps, "taskwake_device", token, life);
}
