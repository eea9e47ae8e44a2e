import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { eventually } from "../support/eventually.ts";
import { dayOf, newUser, openDevice, row, saved, visit } from "./support/browser.ts";

const boxOf = async (part: Locator) => {
  const box = await part.boundingBox();
  assert.ok(box, "is drawn");
  return { ...box, middle: box.y + box.height / 2, right: box.x + box.width, bottom: box.y + box.height };
};

test("a row is one line of 44 px, or 36, with the time at its end; what does not fit goes below", async () => {
  const person = await newUser();
  const due = { date: dayOf(0), time: "23:55" };
  await person.create({ title: "Short", due, tags: ["home"], priority: "high" });
  await person.create({ title: "A title that fills its line ".repeat(5), due, tags: ["home"] });
  const { page, close } = await openDevice(person);
  const short = row(page, "Short");
  await short.waitFor();
  const [line, title, meta] = await Promise.all(
    [short, short.locator(".row-title"), short.locator(".row-meta")].map(boxOf),
  );
  assert.ok(line && title && meta);
  assert.equal(line.height, 44);
  assert.ok(Math.abs(title.middle - meta.middle) < 2, "on one line");
  assert.ok(line.right - meta.right < 60, `the time ends ${line.right - meta.right} px before the row`);
  const long = row(page, "A title that fills");
  const [above, below] = [await boxOf(long.locator(".row-title")), await boxOf(long.locator(".row-meta"))];
  assert.ok(below.y >= above.bottom, `${below.y} is above ${above.bottom}`);

  await visit(page, "#/settings");
  await page.getByRole("combobox", { name: "Rows" }).selectOption("compact");
  await visit(page, "#/today");
  assert.equal((await boxOf(short)).height, 36);
  await page.reload();
  await short.waitFor();
  assert.equal((await boxOf(short)).height, 36, "kept on this device");
  await close();
});

/** Counts the rows that move for longer than a moment, in the next eight seconds. */
const movedRows = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const moved = new Set<Element>();
    for (const end = performance.now() + 8000; performance.now() < end; ) {
      for (const { effect } of document.getAnimations()) {
        const { target } = effect as KeyframeEffect;
        const [from] = (effect as KeyframeEffect).getKeyframes();
        if (target?.matches(".row") && from?.translate && effect?.getTiming().duration !== 0.01)
          moved.add(target);
      }
      await new Promise(requestAnimationFrame);
    }
    return moved.size;
  });

test("rows glide to their new places when one goes, and stand still for those who want no motion", async () => {
  const person = await newUser();
  for (const title of ["One", "Two", "Three", "Four"]) await person.create({ title });
  for (const [reducedMotion, expected] of [
    ["no-preference", 2],
    ["reduce", 0],
  ] as const) {
    const { page, close } = await openDevice(person, { reducedMotion });
    await visit(page, "#/inbox");
    await row(page, "One").waitFor();
    const moved = movedRows(page);
    await page.locator(".row .check").nth(1).click();
    assert.equal(await moved, expected, reducedMotion);
    await saved(page);
    await close();
    const [done] = await person.tasks("&status=done");
    assert.equal((await person.act(done as Task, "reopen")).status, 200);
  }
});

test("the list glides to the side for an open task", async () => {
  const person = await newUser();
  await person.create({ title: "Open me" });
  const { page, close } = await openDevice(person, {
    viewport: { width: 1440, height: 900 },
    reducedMotion: "no-preference",
  });
  await visit(page, "#/inbox");
  // The details are fetched late: where that is still to come, nothing glides.
  await row(page, "Open me").locator(".row-open").click();
  await page.locator(".detail .due-button").waitFor();
  await page.locator(".detail").getByRole("button", { name: "Close" }).click();
  await page.locator(".detail").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.getAnimations().length === 0);
  const glided = page.evaluate(async () => {
    for (const end = performance.now() + 10_000; performance.now() < end; ) {
      const moving = document.getAnimations().map(({ effect }) => effect as KeyframeEffect);
      // A view that was opened just now may still be appearing.
      const of = moving.filter(({ target }) => target?.matches(".main > .view"));
      const [by] = of.flatMap((each) => each.getKeyframes()[0]?.translate ?? []);
      if (by) return by;
      await new Promise(requestAnimationFrame);
    }
    return undefined;
  });
  await row(page, "Open me").locator(".row-open").click();
  assert.match(String(await glided), /^1\d\dpx/);
  await close();
});

test("a row of the trash is restored by its button; a search without a result can be cleared", async () => {
  const person = await newUser();
  await person.remove(await person.create({ title: "Back again" }));
  const { page, close } = await openDevice(person);
  await visit(page, "#/trash");
  await page.getByText("1 task · kept for 30 days").waitFor();
  const trashed = row(page, "Back again");
  assert.equal(await trashed.getByRole("checkbox").count(), 0);
  await trashed.hover();
  await trashed.getByRole("button", { name: "Restore Back again" }).click();
  await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
  await saved(page);
  assert.equal((await person.tasks())[0]?.title, "Back again");
  await visit(page, "#/search?q=nowhere");
  await page.getByRole("button", { name: "Clear filter" }).click();
  await page.getByRole("heading", { name: "Search everything" }).waitFor();
  await close();
});

test("a message lies over no box of a row, and the question about notifications over no field", async () => {
  const person = await newUser();
  const tasks = Array.from({ length: 20 }, (_, i) => ({ title: `Row ${i}.` }));
  for (const task of tasks) await person.create(task);
  const reminder = { title: "Remember", reminders: [{ before: "PT0S" }] };
  const { id } = await person.create(reminder);
  const { page, close } = await openDevice(person, { notifications: true });
  await visit(page, `#/tasks/${id}`);
  const question = page.getByRole("region", { name: /Be told on time/ });
  await question.waitFor();
  assert.equal(await page.locator(".detail").getByText("Be told on time").count(), 0);
  await question.getByRole("button", { name: "Not now" }).click();
  await question.waitFor({ state: "detached" });
  await visit(page, "#/inbox");
  await row(page, "Row 3.").locator(".check").click();
  const toast = await boxOf(page.locator(".toast"));
  const check = await boxOf(page.locator(".check").first());
  assert.ok(toast.x > check.right, `the message begins at ${toast.x}, the boxes end at ${check.right}`);
  await page.reload();
  await row(page, "Remember").waitFor();
  assert.equal(await question.count(), 0, "asked once");
  await close();
});

test("a tag is renamed on all its tasks, merged with another of that name, and one undo takes it back", async () => {
  const person = await newUser();
  await person.create({ title: "One", tags: ["work", "urgent"] });
  await person.create({ title: "Two", tags: ["Work"] });
  await person.create({ title: "Three", tags: ["job"] });
  const tagsOf = async () =>
    Object.fromEntries((await person.tasks()).map(({ title, tags }) => [title, tags.toSorted()]));
  const { page, close } = await openDevice(person);
  await visit(page, "#/tag/work");
  await row(page, "Two").waitFor();
  await page.getByRole("button", { name: "Rename #work" }).click();
  await page.getByRole("combobox", { name: "Name" }).fill("job");
  await page.getByText("Becomes one with #job").waitFor();
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await page.getByRole("heading", { name: "#job" }).waitFor();
  await row(page, "One").waitFor();
  await row(page, "Three").waitFor();
  await saved(page);
  assert.deepEqual(await tagsOf(), { One: ["job", "urgent"], Two: ["job"], Three: ["job"] });
  await page.getByRole("button", { name: "Undo" }).click();
  await row(page, "One").waitFor({ state: "detached" });
  await saved(page);
  assert.deepEqual(await tagsOf(), { One: ["urgent", "work"], Two: ["Work"], Three: ["job"] });
  await close();
});

test("a tag's colour is chosen, is the same on another device, goes with its new name, and away with the tag", async () => {
  const person = await newUser();
  await person.create({ title: "One", tags: ["Work", "urgent"] });
  await person.create({ title: "Two", tags: ["home"] });
  const { page, faults, close } = await openDevice(person);
  const hueOf = (of: typeof page, tag: string) =>
    of
      .locator(".sidebar .links-tags a", { hasText: tag })
      .locator(".tag-dot")
      .evaluate((dot) => dot.style.getPropertyValue("--hue"));
  const isHue = (of: typeof page, tag: string, hue: string) =>
    eventually(async () => ((await hueOf(of, tag)) === hue ? true : undefined));
  await visit(page, "#/tag/Work");
  await row(page, "One").waitFor();
  const own = await hueOf(page, "Work");
  await page.getByRole("button", { name: "Rename #Work" }).click();
  const colour = page.getByRole("group", { name: "Colour" });
  assert.equal(await colour.getByRole("radio", { name: "By its name" }).isChecked(), true);
  const chosen = own === "150" ? "270" : "150";
  await colour
    .getByRole("radio", { name: own === "150" ? "Blue" : "Green", exact: true })
    .check({ force: true });
  await isHue(page, "Work", chosen);
  // By keys as well: the next colour is one arrow away.
  await page.keyboard.press("ArrowRight");
  const next = String(Number(chosen) + 30);
  await isHue(page, "Work", next);
  const other = await openDevice(person);
  await isHue(other.page, "Work", next);

  await page.getByRole("combobox", { name: "Name" }).fill("job");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await page.getByRole("heading", { name: "#job" }).waitFor();
  await isHue(page, "job", next);
  await eventually(async () => {
    const { tag_hues } = (await person.call("GET", "/v1/me")).body;
    return JSON.stringify(tag_hues) === JSON.stringify({ job: Number(next) }) || undefined;
  });
  // The other device learns it when somebody looks at it again.
  await other.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await isHue(other.page, "job", next);
  await other.close();

  await page.getByRole("button", { name: "Rename #job" }).click();
  await page.getByRole("button", { name: "Take it off all tasks" }).click();
  await page.locator(".toast").getByText("Took #job off 1 task").waitFor();
  await page.locator(".sidebar .links-tags a", { hasText: "job" }).waitFor({ state: "detached" });
  await row(page, "One").waitFor();
  await saved(page);
  const tags = Object.fromEntries((await person.tasks()).map((task) => [task.title, task.tags]));
  assert.deepEqual(tags, { One: ["urgent"], Two: ["home"] });
  await eventually(async () => {
    const { tag_hues } = (await person.call("GET", "/v1/me")).body;
    return Object.keys(tag_hues).length === 0 || undefined;
  });
  // Its tasks get it back by undo, and none is lost.
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(".sidebar .links-tags a", { hasText: "job" }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});
