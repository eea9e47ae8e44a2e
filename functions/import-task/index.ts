import { defineCommand } from "../_shared/operations/command.ts";
import { decideCreate } from "../_shared/operations/create.ts";

/**
 * Creates a task for an import, like `create-task` for a person. It has its own topic, since otherwise thousands of
 * imported entries would delay the commands of everyone in the same partition. Its events carry many entries each, as those
 * of one person come one after another.
 */
export default defineCommand<"import-task">("import-task", decideCreate, ({ more = [], ...first }) => [
  first,
  ...more.map((each) => ({ ...first, ...each })),
]);
