import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  type RateLimiterRes,
} from "rate-limiter-flexible";
import { problem } from "../../_shared/contract/problems.ts";
import { type Database, prepared } from "../../_shared/store/database.ts";

/** Rate limits; an attempt over a limit throws the problem `too-many-requests`. */
export interface Limits {
  /** A log-in for this address, on a device that is not known. */
  stranger(email: string, ip: string): Attempt;
  /** A log-in on a device where the person has logged in before. */
  known(userId: string, deviceId: string): Attempt;
  /** A log-in by a passkey, of an account that is not known yet. */
  passkey(ip: string, deviceId: string | undefined): Attempt;
  /** The person's own password under their session. */
  own(userId: string): Attempt;
  register(ip: string): Promise<void>;
  /** A request to reset the password of this address, whether it has an account or not. */
  forgotten(email: string, ip: string): Promise<void>;
  /** A new password set by a link. */
  reset(ip: string): Promise<void>;
  /** A mail to an unconfirmed address. */
  confirmation(email: string): Promise<void>;
  /** A change of the user's time zone, which changes every task without a zone of its own. */
  move(userId: string): Promise<void>;
  /** A test notification to the person's own devices. */
  test(userId: string): Promise<void>;
  /** A program that asks for access, exchanges a code or token, or registers itself. */
  authorize(ip: string): Promise<void>;
  exchange(ip: string): Promise<void>;
  registerClient(ip: string): Promise<void>;
  /** Writes of a person, counted by items. */
  write(userId: string, items: number): Promise<void>;
  /** A read of a person. */
  read(userId: string): Promise<void>;
  /** Bytes that a read was answered with: the next reads are refused when they were too many. */
  sent(userId: string, bytes: number): void;
}

/**
 * An attempt at a password or passkey. Those on known devices and under a session are counted apart, so that strangers'
 * guesses never hold up an owner.
 */
export interface Attempt {
  isKnown: boolean;
  count(): Promise<void>;
  /** Undoes the attempts, after the right password. */
  forgive(): Promise<void>;
}

/** Bytes of answers that count as one read more. */
const bytesPerRead = 64 * 1024;

/**
 * Opens the limits. `factor` widens those by network address, for many people behind one address; `personFactor` those of
 * one person, for tests. Neither widens those that protect a password.
 */
export function openLimits(db: Database, factor: number, personFactor: number): Limits {
  // The library names its statements in the form of the driver.
  const storeClient = {
    query: ({ text, values }: { text: string; values: unknown[] }) => db.query(prepared(text), values),
  };
  const limiter = (keyPrefix: string, points: number, minutes: number) => {
    const options = { keyPrefix, points, duration: minutes * 60 };
    return new RateLimiterPostgres({
      ...options,
      storeClient,
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
      // Without the database each replica still counts for itself.
      insuranceLimiter: new RateLimiterMemory(options),
    });
  };
  // The narrow limit counts by account and address; otherwise anyone could lock an owner out from elsewhere.
  const perPair = limiter("login-pair", 10, 15);
  const perDevice = limiter("login-device", 10, 15);
  const perSession = limiter("password", 10, 15);
  const perAccount = limiter("login-account", 200, 15);
  // Each log-in by a passkey counts twice: when it begins and when it ends.
  const passkeysPerDevice = limiter("passkey-device", 20, 15);
  const passkeysPerAddress = limiter("passkey-address", 200 * factor, 15);
  const perAddress = limiter("login-address", 100 * factor, 15);
  // Counted per replica: a database query for every write would cost more than it protects.
  const writes = new RateLimiterMemory({ points: 1200 * personFactor, duration: 60 });
  const reads = new RateLimiterMemory({ points: 6000 * personFactor, duration: 60 });
  const registrations = limiter("register", 20 * factor, 60);
  const confirmations = limiter("confirmation", 5, 60);
  const forgottenAddress = limiter("forgotten-address", 20 * factor, 60);
  const forgottenAccount = limiter("forgotten-account", 5, 60);
  const resets = limiter("password-reset", 20 * factor, 60);
  const moves = limiter("time-zone", 5 * personFactor, 60);
  const tests = limiter("test-notification", 10 * personFactor, 60);
  const authorizations = limiter("oauth-authorize", 100 * factor, 15);
  // A hosted client exchanges the tokens of many people from few addresses.
  const exchanges = limiter("oauth-token", 1000 * factor, 15);
  const clients = limiter("oauth-register", 20 * factor, 60);
  return {
    authorize: (ip) => consume(authorizations, networkOf(ip)),
    exchange: (ip) => consume(exchanges, networkOf(ip)),
    registerClient: (ip) => consume(clients, networkOf(ip)),
    stranger(email, ip) {
      const [account, network] = [email.toLowerCase(), networkOf(ip)];
      return {
        isKnown: false,
        async count() {
          await consume(perAddress, network);
          await consume(perPair, `${account} ${network}`);
          await consume(perAccount, account);
        },
        forgive: async () => void (await perPair.delete(`${account} ${network}`)),
      };
    },
    known: (userId, deviceId) => attemptAt(perDevice, `${userId} ${deviceId}`),
    passkey(ip, deviceId) {
      if (deviceId) return attemptAt(passkeysPerDevice, deviceId);
      const count = () => consume(passkeysPerAddress, networkOf(ip));
      return { isKnown: false, count, forgive: async () => undefined };
    },
    own: (userId) => attemptAt(perSession, userId),
    register: (ip) => consume(registrations, networkOf(ip)),
    async forgotten(email, ip) {
      await consume(forgottenAddress, networkOf(ip));
      await consume(forgottenAccount, email.toLowerCase());
    },
    reset: (ip) => consume(resets, networkOf(ip)),
    move: (userId) => consume(moves, userId),
    test: (userId) => consume(tests, userId),
    confirmation: (email) => consume(confirmations, email.toLowerCase()),
    write: (userId, items) => consume(writes, userId, items),
    read: (userId) => consume(reads, userId),
    sent: (userId, bytes) => void reads.penalty(userId, Math.floor(bytes / bytesPerRead)),
  };
}

const attemptAt = (limiter: RateLimiterAbstract, key: string): Attempt => ({
  isKnown: true,
  count: () => consume(limiter, key),
  forgive: async () => void (await limiter.delete(key)),
});

async function consume(limiter: RateLimiterAbstract, key: string, points = 1): Promise<void> {
  try {
    await limiter.consume(key, points);
  } catch (refusal) {
    const wait = Math.ceil(((refusal as RateLimiterRes).msBeforeNext ?? 1000) / 1000);
    throw problem("too-many-requests", `Try again in ${wait} seconds.`, { retryAfter: wait });
  }
}

/** The network of one subscriber: an IPv4 address, or the first 64 bits of an IPv6 address. */
export function networkOf(ip: string): string {
  if (!ip.includes(":") || ip.includes(".")) return ip;
  const [head = [], tail] = ip.split("::", 2).map((part) => part.split(":").filter(Boolean));
  const zeros = tail ? Array(Math.max(0, 8 - head.length - tail.length)).fill("0") : [];
  return `${[...head, ...zeros, ...(tail ?? [])].slice(0, 4).join(":")}::/64`;
}
