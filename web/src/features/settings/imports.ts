import { signal } from "@preact/signals";
import type { AcceptedImport, Import } from "../../../../functions/_shared/contract/api/imports.ts";
import type { Problem } from "../../../../functions/_shared/contract/problems.ts";
import { ApiError } from "../../core/api.ts";
import { syncNow } from "../../state/actions.ts";
import { view } from "../../state/router.ts";
import { session } from "../../state/session.ts";
import { announce, toast } from "../../state/toasts.ts";
import { t } from "../../words/index.ts";
import { words } from "./words.ts";

/** Media types of the files that can be taken out and brought in, by their extension. */
export const fileTypes = { json: "application/json", ics: "text/calendar", csv: "text/csv" } as const;

export type { Import };

/** Why something was not done, as far as a person is told. */
type Explained = Pick<Problem, "title" | "detail" | "program">;

/** The import of this tab: being sent, known to the server, or refused. */
export type Importing =
  | { phase: "sending"; name: string }
  | { phase: "known"; import: Import }
  | { phase: "refused"; reason: string };

export const importing = signal<Importing | null>(null);

// Outlives a reload, and ends with the tab.
const key = "taskwake-import";
/** Milliseconds between two looks at a running import, and while the server is out of reach. */
const [pause, longPause] = [700, 4000];

/** Sends a file, then follows its import to the end, whatever view is open. */
export async function importFile(file: File): Promise<void> {
  importing.value = { phase: "sending", name: file.name };
  announce(words().importSending(file.name));
  try {
    const extension = /\.(json|ics|csv)$/i.exec(file.name)?.[1]?.toLowerCase() as keyof typeof fileTypes;
    const body = new Blob([file], { type: fileTypes[extension] ?? file.type });
    const answer = await session.request("/v1/import", { method: "POST", body });
    const { import_id } = answer.body as AcceptedImport;
    sessionStorage.setItem(key, import_id);
    await follow(import_id);
  } catch (error) {
    refuse(error instanceof ApiError ? error.problem : undefined);
  }
}

/** Goes on with the import that was under way when the page was left. */
export async function resumeImport(): Promise<void> {
  const id = sessionStorage.getItem(key);
  if (!id || importing.value) return;
  await follow(id).catch(() => closeImport());
}

/** Puts the import and its report away. */
export function closeImport(): void {
  sessionStorage.removeItem(key);
  importing.value = null;
}

let followed: string | undefined;

async function follow(id: string): Promise<void> {
  if (followed === id) return;
  followed = id;
  try {
    for (let last = ""; followed === id; ) {
      const now = await look(id);
      if (now) {
        if (now.problem) return refuse(now.problem);
        importing.value = { phase: "known", import: now };
        if (now.status === "finished") return finished(now);
        last = announceQuarter(now, last);
      }
      await new Promise((next) => setTimeout(next, now ? pause : longPause));
    }
  } finally {
    if (followed === id) followed = undefined;
  }
}

async function look(id: string): Promise<Import | undefined> {
  try {
    return (await session.request(`/v1/imports/${id}`)).body as Import;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status !== 429) throw error;
    return undefined;
  }
}

/** Whether the file, or what is in it, is still on its way. */
export const isUnderWay = ({ status }: Import): boolean => status !== "finished" && status !== "failed";

/** Entries that are through. */
export const doneOf = ({ already, succeeded, failed }: Import): number => already + succeeded + failed;

// Each quarter once: a screen reader is not to count along.
function announceQuarter(now: Import, last: string): string {
  if (now.status !== "importing") return last;
  const quarter = String(Math.floor((4 * doneOf(now)) / now.total));
  if (quarter !== last && quarter !== "0") announce(words().importProgress(doneOf(now), now.total));
  return quarter;
}

/** What came of an import, in one sentence each. */
export function outcomeOf({ total, succeeded, already, failed }: Import): string[] {
  if (total === 0) return [words().importNothing];
  return [
    words().importDone(succeeded),
    ...(already > 0 ? [words().importAlready(already)] : []),
    ...(failed > 0 ? [words().importNotSaved(failed)] : []),
  ];
}

function finished(now: Import): void {
  syncNow();
  const outcome = outcomeOf(now).join(" ");
  if (view.value === "settings") announce(outcome);
  else
    toast(outcome, {
      tone: now.failed > 0 ? "bad" : "good",
      actions: [
        {
          label: words().importShow,
          run: () => {
            location.hash = "#/settings";
          },
        },
      ],
    });
}

function refuse(problem: Explained | undefined): void {
  sessionStorage.removeItem(key);
  const why = problem ? explained(problem) : t.onlyOnline;
  importing.value = { phase: "refused", reason: `${words().importFailed} ${why}` };
  if (view.value !== "settings") toast(importing.value.reason, { tone: "bad" });
}

const explained = ({ title, detail, program = "" }: Explained): string =>
  t.importReport?.instead[program] ?? detail ?? title;
