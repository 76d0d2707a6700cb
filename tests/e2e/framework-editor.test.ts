import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import type { EditAnswer } from "#src/features/frameworks/editing/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const list = "/dashboard/school-admin/frameworks";

async function openAs(path: string, width: number): Promise<Page> {
  const { browser, program, people } = opened;
  const height = width < 500 ? 844 : 900;
  const context = await openContext(browser, { address: program.address, person: people.admin, width, height });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

async function press(target: Locator, key = "Enter"): Promise<void> {
  await target.focus();
  await target.press(key);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

async function readDraft(page: Page): Promise<EditAnswer> {
  const id = /frameworks\/([^/]+)\/edit/.exec(page.url())?.[1] ?? "";
  const { program, people } = opened;
  if (!people.admin) throw new Error("the admin is not signed in");
  return getJson<EditAnswer>(program.address, people.admin, `/api/competency-frameworks/${id}/edit`);
}

/** Starts a framework from the list, by its name. */
async function start(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  // A page answers a key when its script has run, which is not to be seen from outside.
  const open = async () => {
    if (await dialog.isVisible()) return true;
    await press(page.getByRole("button", { name: "New framework" }));
    return dialog.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(open).toBe(true);
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Name").press("Enter");
  await page.waitForURL(/\/edit$/);
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

const saved = (page: Page) => page.getByText(/^Saved, /).waitFor();
const treeItem = (page: Page, name: string) => page.getByRole("treeitem", { name });

async function backToTree(page: Page, width: number): Promise<void> {
  if (width < 1024) await press(page.getByRole("button", { name: "All items" }));
}

it.each(widths)("a framework is made, moved, judged and published, by keyboard alone, at %d px", async (width) => {
  const page = await openAs(list, width);
  const name = `Ward round ${width}`;
  await start(page, name);
  await expectNoFaults(page);

  await press(page.getByRole("button", { name: "Add a category" }));
  // What was added is named at once.
  const category = page.getByLabel("Name of the category");
  await category.waitFor();
  await expect.poll(() => category.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type("Patient care");
  await backToTree(page, width);
  await press(page.getByRole("button", { name: "Add a competency" }));
  const statement = page.getByLabel("Statement");
  await expect.poll(() => statement.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type("Reads a wound.");
  await page.getByLabel("Short name").fill("Wounds");
  await backToTree(page, width);
  await press(page.getByRole("button", { name: "Add a competency" }));
  await expect.poll(() => statement.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type("Gives a medicine.");
  await backToTree(page, width);

  // The tree by its keys: the second competency goes above the first, and its place is said.
  const medicine = treeItem(page, "Gives a medicine.");
  await press(medicine, "Alt+ArrowUp");
  await page.getByText("Gives a medicine.: first of two in Patient care").waitFor();
  // The row keeps the focus, its field takes it at once, and gives it back.
  await page.keyboard.press("F2");
  await page.keyboard.type("Gives medicines.");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByText("Gives medicines.: second of two in Patient care").waitFor();
  await page.keyboard.press("Control+z");
  // Undone, and done again.
  await treeItem(page, "Gives medicines.").press("Control+z");
  await treeItem(page, "Gives a medicine.").waitFor();
  await treeItem(page, "Gives a medicine.").press("Control+Shift+z");
  await treeItem(page, "Gives medicines.").press("Enter");

  await page.getByLabel("Method").selectOption("N_TIMES");
  await page.getByLabel("Times").fill("2");
  await page.getByText("In words: two assessments at 4").waitFor();
  await press(page.getByRole("button", { name: "Try your own ratings" }));
  await page.getByLabel("Rating 1", { exact: true }).selectOption("4");
  await page.getByText("Completed at the third rating.").waitFor();

  await press(page.getByRole("button", { name: "Add a rubric" }));
  await page.getByLabel("Name of criterion 1").fill("Five rights");
  await press(page.getByRole("checkbox", { name: "Five rights must be passed" }), "Space");
  await page.getByLabel("Five rights: Safe").fill("Checks all of them");
  // The assessor's own form, beside it.
  const preview = page.getByRole("region", { name: "As an assessor sees it" });
  await preview.getByText("Checks all of them").waitFor();
  await preview.getByText("Must be passed: Safe or above").waitFor();
  await press(page.getByRole("button", { name: "Show the sum" }));
  await expectNoFaults(page);

  await saved(page);
  const draft = await readDraft(page);
  expect(draft.items.map(({ statement: words, parentId }) => [words, parentId === null])).toEqual([
    ["Patient care", true],
    ["Gives medicines.", false],
    ["Reads a wound.", false],
  ]);
  expect(draft.items[1]?.competency).toMatchObject({
    scoringMethod: "N_TIMES",
    nTimes: 2,
    rubric: [{ name: "Five rights", passScore: 2 }],
  });

  await press(page.getByRole("button", { name: "Publish" }));
  await press(page.getByRole("alertdialog").getByRole("button", { name: "Publish" }));
  await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
  await page.goto(`${opened.program.address}${list}?status=PUBLISHED&search=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name }).waitFor();
  await page.context().close();
});

it("says what is missing before it publishes, and leads there", async () => {
  const page = await openAs(list, 1440);
  await start(page, "Half done");
  await press(page.getByRole("button", { name: "Publish" }));
  await page.getByText("Add a competency.").waitFor();
  await press(page.getByRole("button", { name: "Add a category" }));
  await page.keyboard.type("Empty");
  await press(page.getByRole("button", { name: "Publish" }));
  await page.getByText("Not ready to be published").waitFor();
  await page.context().close();
});

it("removes several with undo, and changes several at once", async () => {
  const page = await openAs(list, 1440);
  await start(page, "Several");
  for (const words of ["One.", "Two.", "Three."]) {
    await press(page.getByRole("button", { name: "Add a competency" }));
    await expect.poll(() => page.getByLabel("Statement").inputValue()).toBe("New competency");
    await page.getByLabel("Statement").fill(words);
    await treeItem(page, words).waitFor();
  }
  await treeItem(page, "Three.").focus();
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("Shift+ArrowUp");
  await page.getByRole("heading", { name: "3 items chosen" }).waitFor();
  await page.getByLabel("Level").selectOption("EXPERT");
  await saved(page);
  await expect
    .poll(async () => (await readDraft(page)).items.map(({ competency }) => competency?.level))
    .toEqual(["EXPERT", "EXPERT", "EXPERT"]);
  await press(page.getByRole("button", { name: "Remove 3" }));
  await expect.poll(() => page.getByRole("treeitem").count()).toBe(0);
  await press(page.getByRole("button", { name: "Undo" }).last());
  await expect.poll(() => page.getByRole("treeitem").count()).toBe(3);

  // A removal leaves the focus at what stands there now.
  await press(treeItem(page, "Two."), "Delete");
  await page.keyboard.press("Delete");
  await expect.poll(() => page.getByRole("treeitem").allTextContents()).toEqual(["One."]);

  // Who leaves a field for another by a press stays in the other.
  await press(treeItem(page, "One."), "F2");
  await page.keyboard.type("First.");
  await page.getByLabel("Short name").click();
  await page.keyboard.type("Once");
  await expect.poll(() => page.getByLabel("Short name").inputValue()).toBe("Once");
  expect(await page.getByLabel("Statement").inputValue()).toBe("First.");
  await page.context().close();
});

it("loses nothing when two tabs edit the same draft", async () => {
  const first = await openAs(list, 1440);
  await start(first, "Two tabs");
  const second = await first.context().newPage();
  await second.goto(first.url());
  await untilSettled(second);

  await press(first.getByRole("button", { name: "Add a category" }));
  await first.keyboard.type("Theirs");
  await saved(first);
  await expect.poll(async () => (await readDraft(first)).revision).toBeGreaterThan(1);
  await press(second.getByRole("button", { name: "Add a category" }));
  await second.keyboard.type("Mine");
  await second.getByText("Somebody else changed this draft").waitFor();
  expect((await readDraft(first)).items.map(({ statement }) => statement)).toEqual(["Theirs"]);

  await press(second.getByRole("button", { name: "Keep a copy of mine" }));
  await second.getByRole("heading", { level: 1, name: "Two tabs (copy)" }).waitFor();
  expect((await readDraft(second)).items.map(({ statement }) => statement)).toEqual(["Mine"]);

  // The other way: load what is there, and go on from it.
  const third = await first.context().newPage();
  await third.goto(first.url());
  await untilSettled(third);
  await treeItem(first, "Theirs").press("F2");
  await first.keyboard.type("Ours");
  await first.keyboard.press("Enter");
  await expect.poll(async () => (await readDraft(first)).items[0]?.statement).toBe("Ours");
  await press(treeItem(third, "Theirs"), "F2");
  await third.keyboard.type("Stale");
  await third.keyboard.press("Enter");
  await press(third.getByRole("button", { name: "Load theirs" }));
  await treeItem(third, "Ours").waitFor();
  await first.context().close();
});
