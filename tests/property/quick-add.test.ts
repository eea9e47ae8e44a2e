import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { english } from "../../functions/_shared/domain/quick-add/english.ts";
import { german } from "../../functions/_shared/domain/quick-add/german.ts";
import { parseQuickAdd } from "../../functions/_shared/domain/quick-add/parse.ts";
import { firstDate, fromRrule } from "../../functions/_shared/domain/simple-rule.ts";

/** Parts of phrases that say when, in both languages. */
const grammar = {
  dates:
    "tomorrow|friday|on friday|Nov 29|29 November|5/12/27|2026-12-24|next week|in 3 days|next friday|on the 15th|morgen|am Freitag|am 15.|bis zum 31.|29.11.|24.12.26|nächste Woche|in zwei Wochen",
  times:
    "at 5|5pm|at 18:30|noon|at midnight|from 2 to 3pm|9:00-10:30|von 14 bis 15 Uhr|um 5|20 Uhr|halb drei|um Mitternacht",
  rules:
    "every day|every 2 weeks|every tue thu|every month on the 15th|daily|weekly|on mondays|jeden Tag|alle 3 Wochen|jeden Di und Do|montags|jedes Jahr am 24. Dezember",
  ends: "until dec 25|until march|bis Ende März|until the 15th|for 10 days|10 times|from dec 4|bis 25.12.|ab 4.12.|10 Tage lang",
  // Parts that nothing is read from, or that change what stands beside them.
  odd: "and 8pm|except Sunday|Fr.|and friday|to Thursday|of Lent|yesterday|the 15th|31.02.|week|this week|und 20 Uhr|außer Sonntag|im Monat|gestern|übernächsten|bis Ostern|on the|24:30|mondays|zwei Wochen nach|floor|mid march|2-3",
};
const words = Object.entries(grammar).flatMap(([kind, list]) =>
  list.split("|").map((text) => ({ kind, text })),
);
/** What says when wherever it stands, and so never stays beside a part that was understood. */
const telling =
  /(?<![\p{L}\d])(?:tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|mondays|noon|midnight|midday|gestern|freitag|montags|mitternacht|\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.(?:\d\d)?|\d\d?\/\d\d?\/\d\d|\d\d?:\d\d|\d\d?pm|\d\d? uhr|(?:nov|dec|november|dezember) \d+|every (?:day|\d|tue|month)|(?:jeden|alle) (?:\d|tag|di))(?![\p{L}\d])/iu;

/** "Daily tea" may be the name of a task. */
const isRule = ({ kind, text }: (typeof words)[number]) => kind === "rules" && !/^(?:dai|week)ly$/.test(text);

test("when a task is due is understood as a whole, or all of it stays in the title", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(english, german),
      fc.boolean(),
      (parts, language, isFirst) => {
        const said = parts.map(({ text }) => text).join(" ");
        const text = isFirst ? `Tee ${said}` : `${said} Tee`;
        const at = {
          today: "2026-11-18",
          time: "10:00",
          zone: "Europe/Berlin",
          words: language,
          dayFirst: true,
        };
        const { spans, task } = parseQuickAdd(text, at, new Set());
        const [due, rule] = [task.due, task.recurrence && fromRrule(task.recurrence.rrule)];
        if (!due) {
          assert.equal(task.title, text);
          assert.equal(task.recurrence, null);
          return;
        }
        // Nothing is dropped: what is not in the title is marked.
        let rest = text;
        for (const { start, end } of spans)
          rest = rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end);
        const bare = (some: string) => some.replace(/[\s,;:.]+/g, "");
        assert.equal(bare(task.title), bare(rest));
        assert.doesNotMatch(task.title, telling, text);
        // A rule that was read names the first day, and does not end before it.
        if (task.recurrence) assert.ok(rule, task.recurrence.rrule);
        if (rule) assert.equal(firstDate(rule, due.date), due.date, text);
        if (rule?.until) assert.ok(rule.until >= due.date, text);
        // As many days, times and rules as were said.
        // "Jeden Di und Do montags" is one list of days.
        assert.ok(
          parts.filter((part) => isRule(part) && !/mondays|montags/.test(part.text)).length <= 1,
          text,
        );
        assert.ok(parts.filter(({ kind }) => kind === "times").length <= 1, text);
        if (parts.some(isRule)) assert.ok(task.recurrence, text);
      },
    ),
    { numRuns: 2000 },
  );
});
