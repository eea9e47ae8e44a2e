import { computed, signal } from "@preact/signals";
import type {
  Conversation,
  ConversationTurns,
  Turn,
} from "../../../../functions/_shared/contract/api/chat.ts";
import { newId } from "../../../../functions/_shared/domain/ids.ts";
import { ApiError } from "../../core/api.ts";
import type { ReplyPiece } from "../../core/live.ts";
import { replyListener } from "../../state/chat.ts";
import { session, user } from "../../state/session.ts";
import { announce } from "../../state/toasts.ts";
import { words } from "./words.ts";

/** The open conversation. The server has it; while a reply is written, its pieces arrive over the live connection. */

const idKey = () => `taskwake-conversation-${user.value}`;
const draftKey = () => `taskwake-message-${user.value}`;

const openId = signal(sessionStorage.getItem(idKey()) ?? newId());
/** Whether the server may have the conversation: it begins with its first message. */
let isKnown = sessionStorage.getItem(idKey()) !== null;

/** Whether there is a conversation to read. */
export const hasConversation = (): boolean => isKnown;
export const conversationId = computed(() => openId.value);
export const turns = signal<readonly Turn[]>([]);
/** The cursor to earlier turns. */
export const earlier = signal<number | null>(null);
/** What is written and not sent; it survives a reload. */
export const draft = signal(sessionStorage.getItem(draftKey()) ?? "");
/** Why something did not work. */
export const problem = signal("");
/** The turn whose reply is being written, or waits for it. */
export const current = computed(() => turns.value.find(isOpen));

function isOpen({ state }: Turn): boolean {
  return state === "queued" || state === "running";
}

export function setDraft(text: string): void {
  draft.value = text;
  sessionStorage.setItem(draftKey(), text);
}

/** Opens a conversation; without one, a new one. */
export async function openConversation(id?: string): Promise<void> {
  openId.value = id ?? newId();
  isKnown = id !== undefined;
  if (id) sessionStorage.setItem(idKey(), id);
  else sessionStorage.removeItem(idKey());
  reading = undefined;
  turns.value = [];
  earlier.value = null;
  problem.value = "";
  await load();
}

const path = () => `/v1/chat/${openId.value}`;

/**
 * Reads the last turns; a new conversation is not there yet. One read at a time: pieces that are missing ask for many,
 * and one more follows for those that asked meanwhile, since it may have begun before what they ask for.
 */
export async function load(): Promise<void> {
  if (!isKnown) return;
  if (reading) {
    following ??= reading.then(() => {
      following = undefined;
      return load();
    });
    return following;
  }
  const own = read().finally(() => {
    // Another conversation may have been opened meanwhile.
    if (reading === own) reading = undefined;
  });
  reading = own;
  await own;
}
let reading: Promise<void> | undefined;
let following: Promise<void> | undefined;

async function read(): Promise<void> {
  const id = openId.value;
  try {
    const { body } = await session.request(path());
    if (id === openId.value) show(body as ConversationTurns, []);
  } catch (error) {
    if (id !== openId.value) return;
    const isGone = error instanceof ApiError && error.problem.status === 404;
    problem.value = isGone ? words().gone : words().unread;
  }
}

export async function loadEarlier(): Promise<void> {
  const { body } = await session.request(`${path()}?before=${earlier.value}`);
  show(body as ConversationTurns, turns.value);
}

function show({ turns: read, before }: ConversationTurns, later: readonly Turn[]): void {
  turns.value = [...read.map(fresher), ...later];
  earlier.value = before;
  problem.value = "";
}

/** The row of a running turn is up to a second old: pieces that have arrived since stay, above all its end. */
function fresher(turn: Turn): Turn {
  const shown = turns.value.find(({ id }) => id === turn.id);
  if (!shown || !isOpen(turn)) return turn;
  if (!isOpen(shown)) return shown;
  return shown.reply.length > turn.reply.length ? { ...turn, reply: shown.reply } : turn;
}

/** Sends a message. It stays in the field until the server has it. */
export async function say(text: string): Promise<void> {
  const message = text.trim();
  if (!message) return;
  problem.value = "";
  try {
    const request = {
      method: "POST",
      body: { text: message },
      headers: { "idempotency-key": keyOf(message) },
    } as const;
    const { body } = await session.request(`${path()}/messages`, request);
    sent = undefined;
    sessionStorage.setItem(idKey(), openId.value);
    isKnown = true;
    put(body as Turn);
    if (draft.value.trim() === message) setDraft("");
  } catch (error) {
    if (error instanceof ApiError) problem.value = error.problem.detail ?? error.message;
    else problem.value = navigator.onLine ? words().failed : words().offline;
  }
}

/** The same message that is sent again, because no answer came, has the same key. */
let sent: { message: string; key: string } | undefined;
function keyOf(message: string): string {
  if (sent?.message !== message) sent = { message, key: newId() };
  return sent.key;
}

export async function stop(turn: Turn): Promise<void> {
  const { body } = await session.request(`${path()}/turns/${turn.id}/stop`, { method: "POST" });
  put(body as Turn);
}

function put(turn: Turn): void {
  const others = turns.value.filter(({ id }) => id !== turn.id);
  turns.value = [...others, turn].sort((a, b) => a.n - b.n);
}

/** All conversations, the latest first. */
export async function conversations(): Promise<Conversation[]> {
  const { body } = await session.request("/v1/chat");
  return (body as { results: Conversation[] }).results;
}

export async function removeConversation(id: string): Promise<void> {
  await session.request(`/v1/chat/${id}`, { method: "DELETE" });
  if (id === openId.value) await openConversation();
}

/** The attempt and number of the last piece of each turn. */
const seen = new Map<string, { attempt: number; seq: number }>();

/** Takes a piece of a reply. Where pieces are missing, the conversation is read again. */
function take(piece: ReplyPiece): void {
  if (piece.conversation_id !== openId.value) return;
  const turn = turns.value.find(({ id }) => id === piece.turn_id);
  const last = seen.get(piece.turn_id);
  if (last && (piece.attempt < last.attempt || (piece.attempt === last.attempt && piece.seq <= last.seq)))
    return;
  seen.set(piece.turn_id, { attempt: piece.attempt, seq: piece.seq });
  heard = Date.now();
  const next = turn && applied(turn, piece);
  if (next) put(next);
  // The row has the results of all steps, and whatever was missed.
  if (!next || piece.kind === "done" || piece.kind === "stopped" || piece.kind === "failed") void load();
  if (piece.kind === "done") announce(`${words().replied}: ${piece.reply}`);
}

/** A turn after a piece; undefined if something before the piece is missing. */
function applied(turn: Turn, piece: ReplyPiece): Turn | undefined {
  switch (piece.kind) {
    case "delta":
      if (piece.at > turn.reply.length) return undefined;
      return { ...turn, state: "running", reply: turn.reply.slice(0, piece.at) + piece.text };
    case "step": {
      const others = turn.steps.filter(({ id }) => id !== piece.step.id);
      return { ...turn, state: "running", steps: [...others, piece.step] };
    }
    case "failed":
      return { ...turn, state: "failed", reply: piece.reply, problem: piece.problem };
    default:
      return { ...turn, state: piece.kind, reply: piece.reply };
  }
}

/** Milliseconds without a piece after which a turn is read again: the live connection may be away. */
const patience = 3000;
let heard = 0;

/** Follows replies while the panel is there; returns a function that ends it. */
export function follow(): () => void {
  replyListener.current = take;
  void load();
  const timer = setInterval(() => {
    if (current.value && Date.now() - heard > patience) void load();
  }, patience);
  return () => {
    replyListener.current = undefined;
    clearInterval(timer);
  };
}
