import { defineCommand } from "../_shared/operations/command.ts";
import { decideCreate } from "../_shared/operations/create.ts";

/**
 * Creates a task for an import, like `create-task` for a person. It has its own topic, since otherwise thousands of
 * imported entries would delay the commands of everyone in the same partition.
 */
export default defineCommand("import-task", decideCreate);
