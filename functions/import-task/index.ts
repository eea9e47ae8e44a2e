import { defineCommand } from "../_shared/operations/command.ts";
import { decideCreate } from "../_shared/operations/create.ts";

/**
 * Makes a task that an import brings, as `create-task` makes a person's. A lane of its own,
 * or thousands of entries would go before whatever anyone in the same partition does meanwhile.
 */
export default defineCommand("import-task", decideCreate);
