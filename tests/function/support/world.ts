import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import webpush from "web-push";
import type * as z from "zod";
import { channels, type DataOf } from "../../../functions/_shared/contract/channels.ts";
import { type Envelope, type OutgoingEvent, outgoing } from "../../../functions/_shared/contract/envelope.ts";
import {
  type Arguments,
  type Command,
  commandType,
  type OperationResult,
} from "../../../functions/_shared/contract/schemas.ts";
import { type CommandTopic, type Topic, topics } from "../../../functions/_shared/contract/topics.ts";
import { newId } from "../../../functions/_shared/domain/ids.ts";
import type { Settings } from "../../../functions/_shared/domain/settings.ts";
import { NewTask, type Task } from "../../../functions/_shared/domain/task/task.ts";
import { loadConfig } from "../../../functions/_shared/platform/config.ts";
import type { Declared, Opened } from "../../../functions/_shared/platform/declaration.ts";
import type { ServedFunction } from "../../../functions/_shared/platform/function.ts";
import type { Sidecar } from "../../../functions/_shared/platform/sidecar.ts";
import { issueAccessToken } from "../../../functions/_shared/platform/tokens.ts";
import { beginSession } from "../../../functions/_shared/store/accounts/sessions.ts";
import { createUser } from "../../../functions/_shared/store/accounts/users.ts";
import { type Database, openDatabase } from "../../../functions/_shared/store/database.ts";
import { findResults } from "../../../functions/_shared/store/operations/results.ts";
import { findTask } from "../../../functions/_shared/store/tasks/tasks.ts";
import createTask from "../../../functions/create-task/index.ts";
import { publishedBy } from "../../../tools/generate/manifests.ts";
import { clusterSecrets, makeSigningKey } from "../../../tools/local/secrets.ts";
import { cloned } from "../../support/postgres.ts";
import { appToken, type RecordedSidecar, recordSidecar } from "./sidecar.ts";

/** Functions with their own database, a recorded sidecar, and a clock that only the test moves. */
export interface World {
  db: Database;
  /** The address of its database, as the owner. */
  databaseUrl: string;
  sidecar: RecordedSidecar;
  now(): Date;
  /** Sets the clock. */
  at(instant: string): void;
  /** Moves the clock forward. */
  pass(time: { days?: number; hours?: number; minutes?: number; seconds?: number }): void;
  /** Opens a function like `start`, with this world's dependencies. */
  open<T extends Topic, Shape extends z.ZodRawShape>(fn: ServedFunction<T, Shape>): Opened<T>;
  /** The key that signs tokens, as a JWK in JSON. */
  signingKey: string;
  /** Creates an account; returns its id. */
  user(more?: {
    time_zone?: string;
    language?: "en" | "de";
    settings?: Partial<Settings> | object;
  }): Promise<string>;
  /** An access token of the user. */
  token(userId: string): Promise<string>;
  /** Serves the public answers of an opened function, like its process; returns the origin. */
  serve(opened: Pick<Opened<never>, "answer" | "upgrade">): Promise<string>;
  /** Lets `create-task` create a task of the user; its events are cleared. */
  task(userId: string, task: Record<string, unknown>): Promise<Task>;
  /** The task as it is stored. */
  stored(task: Task, userId: string): Promise<Task>;
}

/** The secrets of every function. */
const vapid = webpush.generateVAPIDKeys();
const secrets = clusterSecrets({
  ...{ daprApiToken: "", appApiToken: "", databasePassword: "", jwtPrivateJwk: await makeSigningKey() },
  ...{ vapidPublicKey: vapid.publicKey, vapidPrivateKey: vapid.privateKey },
});

/** The result that an event carries, or that it says is stored. */
export async function resultOf(
  { db }: World,
  event: Envelope<unknown> | undefined,
): Promise<OperationResult> {
  const { data } = received(topics.operationResults, event ?? assert.fail("no result was published"));
  if (!data.stored) return data;
  return (await findResults(db, [data.operation_id]))[0] ?? assert.fail("no result is stored");
}

/** Opens a world for the tests of a file, and closes it after them. */
export async function openWorld({ env = {} as Record<string, string> } = {}): Promise<World> {
  const templateUrl = process.env.TASKWAKE_TEMPLATE_URL;
  if (!templateUrl) throw new Error("Run this suite by `npm test -- function`.");
  const { url, drop } = await cloned(templateUrl);
  const db = openDatabase(url, { max: 6 });
  const sidecar = recordSidecar();
  let time = Date.parse("2026-11-30T10:00:00Z");
  const now = () => new Date(time);
  const refused: string[] = [];
  after(async () => {
    await db.close();
    await drop();
    // Where publishing is not awaited, the error itself is only logged.
    assert.deepEqual(refused, [], "publications that no declaration grants");
  });

  const world: World = {
    signingKey: secrets["signing-key/private"] as string,
    db,
    databaseUrl: url,
    sidecar,
    now,
    at(instant) {
      time = Date.parse(instant);
    },
    pass({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
      time += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
    open(fn) {
      const own = Object.entries(fn.secrets).map(([variable, secret]) => [variable, secrets[secret]]);
      const variables = {
        APP_ID: fn.name,
        APP_API_TOKEN: appToken,
        DATABASE_URL: url,
        ...Object.fromEntries(own),
        ...env,
      };
      const config = loadConfig(variables, fn.settings);
      return fn.open({ config: config as never, db, sidecar: grantedTo(fn, sidecar, refused), now, newId });
    },
    async user({ time_zone = "UTC", language = "en", settings = {} } = {}) {
      const id = newId();
      await createUser(db, {
        id,
        email: `${id}@example.com`,
        name: "",
        time_zone,
        language,
        password_hash: "",
      });
      await db.query("update users set settings = $2 where id = $1", [id, JSON.stringify(settings)]);
      return id;
    },
    token: async (userId) =>
      issueAccessToken(
        { PUBLIC_URL: "http://localhost:8080", JWT_JWK: secrets["signing-key/private"] as string },
        await beginSession(db, userId, "test"),
      ),
    async serve({ answer = assert.fail, upgrade = assert.fail }) {
      const server = http.createServer(answer).on("upgrade", upgrade).listen(0, "127.0.0.1");
      await once(server, "listening");
      after(() => {
        server.close();
        server.closeAllConnections();
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async task(userId, task) {
      const command = commandOf(world, "create-task", userId, { task: NewTask.parse(task) });
      sidecar.published = [];
      await world.open(createTask).on["create-task"](command);
      const { task_data, problem } = await resultOf(world, sidecar.take(topics.operationResults)[0]);
      if (!task_data) throw new Error(`cannot create: ${JSON.stringify(problem)}`);
      return task_data;
    },
    async stored(task, userId) {
      return (await findTask(db, userId, task.id)) as Task;
    },
  };
  return world;
}

/** The sidecar as this function has it: like the real one, it refuses topics that the function does not declare. */
function grantedTo(fn: Declared, sidecar: RecordedSidecar, refused: string[]): Sidecar {
  const granted = publishedBy(fn);
  return {
    ...sidecar,
    async publish(events) {
      for (const { topic } of events) {
        if (granted.includes(topic)) continue;
        refused.push(`${fn.name} to ${topic}`);
        throw new Error(`${fn.name} may not publish to ${topic}`);
      }
      await sidecar.publish(events);
    },
  };
}

/** The event of a command that is accepted now. */
export function commandOf<T extends CommandTopic>(
  { now }: World,
  topic: T,
  user_id: string,
  args: Arguments<T>,
  operation_id = newId(),
): Envelope<Command<T>> {
  const data = { operation_id, user_id, actor: "person", fingerprint: "f", ...args };
  const { event } = outgoing(topic, {
    ...{ id: operation_id, from: "api", type: commandType(topic), actor: "person", time: now(), data },
    ...{ userId: user_id, operationId: operation_id },
  });
  return received(topic, event) as Envelope<Command<T>>;
}

/** An event as its subscriber receives it: through JSON, its data checked by the topic's schema. */
export function received<T extends Topic>(topic: T, event: OutgoingEvent["event"]): Envelope<DataOf<T>> {
  const { data, ...envelope } = JSON.parse(JSON.stringify(event));
  return { ...envelope, data: channels[topic].schema.parse(data) };
}

// biome-ignore lint/suspicious/noExplicitAny: a command function of any settings
export type CommandFunction<T extends CommandTopic> = ServedFunction<T, any>;
