import { t } from "./index.ts";

/** The key of commands, as it is written on the person's keyboard. */
export const commandKey = (): string => (/Mac|iP/.test(navigator.userAgent) ? "⌘" : t.help.control);
