/** A process id is reused sooner or later; together with its start time it is not. Undefined: no such process. */
export function identity(pid: number): string | undefined;
/** Ends the processes recorded in `<state directory>/processes.json` in order, and removes the file. */
export function reap(stateDir: string): Promise<void>;
