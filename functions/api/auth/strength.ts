import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { problem } from "../../_shared/contract/problems.ts";

/** Characters that are judged: judging takes longer the longer a password is, and so many are enough. */
const judged = 24;
/** Guesses below which a password is refused: one that attackers try first, or that follows from the person's address. */
const fewest = 1e6;

let checker: ZxcvbnFactory | undefined;

/**
 * Refuses a password that is guessed at once; `email` is the person's own address. Throws the problem `invalid`. The
 * lists of common passwords are loaded with the first one.
 */
export function checkStrength(password: string, email: string): void {
  checker ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const own = [email, ...email.split(/[@.]/)]
    .filter((part) => part.length > 2)
    .map((part) => part.slice(0, judged));
  const { guesses } = checker.check(password.slice(0, judged), own);
  if (guesses >= fewest) return;
  const message = "This password is easy to guess; choose another, such as several words.";
  throw problem("invalid", message, { errors: [{ path: "body.password", message }] });
}
