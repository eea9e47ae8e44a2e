import { defineCommand } from "../_shared/operations/command.ts";
import { decideCreate } from "../_shared/operations/create.ts";

/** Creates a task. Retried when the database or the broker fails. */
export default defineCommand("create-task", decideCreate);
