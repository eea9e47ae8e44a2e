import { serveCommand } from "../_shared/operations/command.ts";
import { decideCreate } from "../_shared/operations/create.ts";

/**
 * Woken by `import-task`: makes a task that an import brings, as `create-task` makes a person's. A lane of its own,
 * or thousands of entries would go before whatever anyone in the same partition does meanwhile.
 */
serveCommand("import-task", decideCreate);
