import type { Language } from "./language.ts";

const please = "(?:please |can you |could you )?";
const end = "(?: please)?[.!?]*$";

export const english: Language = {
  patterns: [
    ["help", /^(?:help|what can you do|what do you understand)[.!?]*$/i],
    ["thanks", /^(?:thanks|thank you|thx|great|perfect)( a lot| very much)?[.!]*$/i],
    ["undo", /^(?:undo|revert|take (?:that|it) back)(?: that| it| the last(?: change| one)?)?[.!]*$/i],
    [
      "pick",
      /^(?:the )?(?:(?<number>[1-9]\d?)|(?<first>first)|(?<second>second)|(?<third>third)|(?<fourth>fourth)|(?<fifth>fifth)|(?<last>last))(?: one)?[.!]*$/i,
    ],
    [
      "summary",
      /^(?:summary|overview|status|how many (?:open )?tasks.*|how(?:'s| is) my (?:day|list).*)[.!?]*$/i,
    ],
    [
      "list",
      /^(?:(?:what(?:'s| is| are| do i have| have i| must i)?|which|show(?: me)?|list)\b.{0,40}?)?\b(?:(?<today>today)|(?<tomorrow>tomorrow)|(?<nextWeek>next week)|(?<week>this week)|(?<overdue>overdue|late)|(?<upcoming>upcoming|next)|(?<all>everything|all(?: tasks| my tasks)?))(?: tasks)?[.!?]*$/i,
    ],
    [
      "find",
      new RegExp(`^${please}(?:find|search(?: for)?|look for|where is|when is)\\s+(?<query>.+?)${end}`, "i"),
    ],
    [
      "move",
      new RegExp(
        `^${please}(?:move|reschedule|postpone|push|shift|put off|delay)\\s+(?<query>.+?)${end}`,
        "i",
      ),
    ],
    ["delete", new RegExp(`^${please}(?:delete|remove|trash)\\s+(?<query>.+?)${end}`, "i")],
    ["restore", new RegExp(`^${please}restore\\s+(?<query>.+?)${end}`, "i")],
    ["reopen", new RegExp(`^${please}(?:reopen|uncheck)\\s+(?<query>.+?)${end}`, "i")],
    ["skip", new RegExp(`^${please}skip\\s+(?<query>.+?)${end}`, "i")],
    [
      "complete",
      new RegExp(
        `^${please}(?:complete|check off|tick off|tick|close)\\s+(?<query>.+?)(?: as (?:done|completed?))?${end}`,
        "i",
      ),
    ],
    [
      "complete",
      new RegExp(`^${please}mark\\s+(?<query>.+?)\\s+(?:as )?(?:done|completed?|finished)${end}`, "i"),
    ],
    [
      "complete",
      /^(?:i(?:'ve| have)?|we(?:'ve| have)?) (?:did|done|finished|completed)\s+(?<query>.+?)[.!]*$/i,
    ],
    ["complete", /^(?<query>.+?) is (?:done|finished|completed)[.!]*$/i],
    ["remind", new RegExp(`^${please}remind me (?:to |of |about )?(?<text>.+?)(?: please)?[.!]*$`, "i")],
    [
      "create",
      new RegExp(
        `^${please}(?:(?:add|create|note|make(?= a(?:nother)? ))(?: a| the| another)?(?: new)?(?: task| todo| reminder)?(?: called| named| to| for)?:?|new (?:task|todo):?|todo:)\\s+(?<text>.+?)(?: to my list)?(?: please)?[.!]*$`,
        "i",
      ),
    ],
  ],
  to: "to|until|till|on|for",
  noTasks:
    /^(?:put|make|set|change|turn|let|give|keep|cancel|stop|it|this|that|who|what|when|where|why|how|which|is|are|do|does|can|could|would|should|tell|write|translate|hello|hi|hey)\b/i,
  says: {
    noModel:
      "No model is set up on this server, so I understand simple sentences only. Say “help” to see which.",
    help: "I understand sentences such as:\n“Add call Anna tomorrow 9am !high #work”\n“What's on today?”, “What is overdue?”, “Find invoice”\n“Complete the report”, “Skip watering”, “Reopen call Anna”\n“Move the report to Friday 14:00”\n“Delete old notes” (you confirm it)\n“Undo”, “Overview”",
    thanks: "Any time.",
    unknown: "I did not understand that, and changed nothing. Say “help” to see what I understand.",
    unsure: (text) => `I changed nothing. To make a task of it, say: “Add ${text}”.`,
    locale: "en-GB",
    created: (title, due) => (due ? `Added “${title}”, due ${due}.` : `Added “${title}”, without a date.`),
    list: (days, total) => {
      const name = {
        today: "due today",
        tomorrow: "due tomorrow",
        week: "due this week",
        nextWeek: "due next week",
      };
      const rest = { overdue: "overdue", upcoming: "coming up", all: "open" };
      const what = { ...name, ...rest }[days];
      return total === 0
        ? `Nothing is ${what}.`
        : total === 1
          ? `One task is ${what}:`
          : `${total} tasks are ${what}:`;
    },
    found: (query, total) =>
      total === 1 ? `One task matches “${query}”:` : `${total} tasks match “${query}”:`,
    nothing: (query) => `I found no task that matches “${query}”, and changed nothing.`,
    which: (query) => `Which one is “${query}”? Answer with its number; nothing was changed yet.`,
    noneToPick: "I do not know which one: I have not listed any just now.",
    done: {
      complete: (title) => `Completed “${title}”.`,
      reopen: (title) => `“${title}” is open again.`,
      skip: (title) => `Skipped this occurrence of “${title}”.`,
      delete: (title) => `“${title}” is in the trash.`,
      restore: (title) => `“${title}” is back from the trash.`,
    },
    moved: (title, due) => `Moved “${title}” to ${due}.`,
    plan: "This needs your confirmation: look at the change below, and confirm it there.",
    undone: "Undone.",
    nothingToUndo: "There is nothing in this conversation to undo.",
    summary: ({ today, overdue, upcoming, open }) =>
      `${today} due today, ${overdue} overdue, ${upcoming} coming up; ${open} open in all.`,
    more: (n) => `… and ${n} more.`,
    failed: (reason) => `That was not possible: ${reason}`,
  },
};
