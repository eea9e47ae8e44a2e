import { serveCommand } from "../_shared/operations/command.ts";
import { decideCreate } from "../_shared/operations/create.ts";

/** Woken by `create-task`: makes a task. Tried again when the database or the broker fails. */
serveCommand("create-task", decideCreate);
