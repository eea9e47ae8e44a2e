import { type Parsed, parseQuickAdd } from "../../../../functions/_shared/domain/quick-add/parse.ts";
import { circumstances } from "../../state/circumstances.ts";

/** What a sentence means here and now; parts that the person dismissed stay in the title. */
export const understand = (text: string, dismissed: ReadonlySet<string>): Parsed =>
  parseQuickAdd(text, circumstances(), dismissed);
