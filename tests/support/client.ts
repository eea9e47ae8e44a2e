import { randomUUID } from "node:crypto";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { checkAnswer } from "./answers.ts";
import { eventually } from "./eventually.ts";
import type { MailServer } from "./mail-server.ts";

/** An answer of the api. */
export interface Answer<Body = Task> {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape it expects
  body: Body & any;
}

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A person with an account, who calls the api. */
export interface Person {
  email: string;
  password: string;
  token: string;
  /** The refresh cookie, as `name=value`. */
  cookie: string;
  call(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** Begins another session, after all have ended. */
  logIn(password?: string): Promise<void>;
  /** Ends every session, this one too, and begins another. */
  endSessions(): Promise<void>;
  /** Creates a task and returns it; fails unless the answer is 201. Like the methods below it waits for the result. */
  create(task: Record<string, unknown>): Promise<Task>;
  /** Performs an operation on a task at its version. */
  act(task: Task, action: "complete" | "reopen" | "skip" | "restore" | "purge"): Promise<Answer>;
  patch(task: Task, patch: Record<string, unknown>): Promise<Answer>;
  remove(task: Task): Promise<Answer>;
  tasks(query?: string): Promise<Task[]>;
}

/** Milliseconds to wait for one answer: the api itself waits at most 30 s. */
const patience = 60_000;

/** Calls the api without a session. Throws when the OpenAPI document does not declare the answer. */
export async function call(
  base: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { body, headers = {} } = options;
  const raw = typeof body === "string" || Buffer.isBuffer(body);
  const response = await fetch(base + path, {
    method,
    signal: AbortSignal.timeout(patience),
    headers: { ...(body !== undefined && !raw && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = /[/+]json/.test(response.headers.get("content-type") ?? "");
  const { status, headers: received } = response;
  const answer = { status, headers: received, body: json && text ? JSON.parse(text) : text };
  checkAnswer(method, path, answer);
  return answer;
}

/** Registers a new person in a running system. */
export async function newPerson(
  base: string,
  more: { time_zone?: string; language?: string } = {},
): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  const password = "correct horse battery staple";
  const session = await call(base, "POST", "/v1/auth/register", { body: { email, password, ...more } });
  if (session.status !== 201) throw new Error(`cannot register: ${JSON.stringify(session.body)}`);
  const token = session.body.access_token as string;
  const cookie = cookieOf(session.headers);
  return person(base, { email, password, token, cookie });
}

/** The refresh cookie that an answer sets, as `name=value`. */
export const cookieOf = (headers: Headers): string =>
  (headers.get("set-cookie") ?? "").split(";")[0] as string;

function person(base: string, account: Pick<Person, "email" | "password" | "token" | "cookie">): Person {
  const authorized: Person["call"] = (method, path, options = {}) =>
    call(base, method, path, {
      ...options,
      headers: { authorization: `Bearer ${self.token}`, ...options.headers },
    });
  const operate = (method: string, path: string, { body, headers }: RequestOptions) => {
    const keyed = { "idempotency-key": randomUUID(), ...headers };
    return untilEnded(() => authorized(method, path, { body, headers: keyed }));
  };
  const onTask = (method: string, task: Task, path = "", body?: unknown) =>
    operate(method, `/v1/tasks/${task.id}${path}`, { body, headers: { "if-match": `"${task.version}"` } });
  const self: Person = {
    ...account,
    call: authorized,
    async endSessions() {
      await authorized("DELETE", "/v1/sessions");
      await self.logIn();
    },
    async logIn(password = account.password) {
      const { email } = account;
      const { headers, body } = await call(base, "POST", "/v1/auth/login", { body: { email, password } });
      self.token = body.access_token;
      self.cookie = cookieOf(headers);
    },
    async create(task) {
      const { status, body } = await operate("POST", "/v1/tasks", { body: task });
      if (status !== 201) throw new Error(`cannot create: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    act: (task, action) => onTask("POST", task, `/${action}`),
    patch: (task, patch) => onTask("PATCH", task, "", patch),
    remove: (task) => onTask("DELETE", task),
    tasks: async (query = "") => (await authorized("GET", `/v1/tasks?limit=200${query}`)).body.results,
  };
  return self;
}

/**
 * Retries until the answer contains the operation's result: on a stalled machine a finished operation may be answered
 * with 202 or 503.
 */
function untilEnded(ask: () => Promise<Answer>): Promise<Answer> {
  const ended = async () => {
    const answer = await ask();
    if (answer.status !== 202 && answer.status !== 503) return answer;
    throw new Error(`still ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  // The wait of ten seconds for a result counts as five: two minutes in total.
  return eventually(ended, { ms: 60_000, every: 250 });
}

/** Confirms a person's address by the link sent to it, and returns the link's token. */
export async function confirmEmail(base: string, person: Person, mail: MailServer): Promise<string> {
  const [, token = ""] = /token=([\w.-]+)/.exec(await confirmationLink(person, mail)) ?? [];
  const confirmed = await call(base, "POST", "/v1/me/email/confirm", { body: { token } });
  if (confirmed.status !== 204) throw new Error(`cannot confirm: ${JSON.stringify(confirmed.body)}`);
  return token;
}

/** The link that confirms a person's address, once it has arrived. */
export async function confirmationLink(person: Person, mail: MailServer): Promise<string> {
  const links = () =>
    mail.to(person.email).flatMap(({ html }) => /href="([^"]*#\/confirm[^"]*)"/.exec(html ?? "")?.[1] ?? []);
  // A mail that found no mail server, as before this one was started, has failed for good, like those within the next
  // five seconds of the circuit breaker: so the link is requested again.
  const ask = () => person.call("POST", "/v1/me/email/confirmation");
  return eventually(() => links()[0], { ms: 6000 })
    .catch(ask)
    .then(() => eventually(() => links()[0], { what: "the link" }));
}
