import type { Page } from "playwright-core";
import sharp from "sharp";
import { expect, it } from "vitest";
import { brandOf } from "#src/lib/brand-colors.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { usePagePaths } from "../support/page-paths.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const paths = usePagePaths(opened);
const settings = "/dashboard/school-admin/settings";

const openAs = (who: Who, path: string, width: number) => openPageAs(opened, who, path, width);

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(opened.program.address + path);
  await untilSettled(page);
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await untilSettled(page);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

const said = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor();

it.each(widths)("the name, the days and the look of a school, at %d px", { timeout: 120_000 }, async (width) => {
  const page = await openAs("admin", settings, width);
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  const save = page.getByRole("region", { name: "School", exact: true }).getByRole("button", { name: "Save" });
  await name.fill("  ");
  await save.click();
  await said(page, "This is needed.");
  await name.fill(`Riverside ${width}`);
  const zone = page.getByRole("combobox", { name: "Time zone" });
  await zone.fill("Lisbon");
  await page.getByRole("option", { name: "Europe/Lisbon" }).click();
  await page.getByLabel("Day", { exact: true }).selectOption({ label: "5" });
  await page.getByLabel("Month", { exact: true }).selectOption({ label: "October" });
  await save.click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await reload(page);
  expect(await name.inputValue()).toBe(`Riverside ${width}`);
  expect(await zone.inputValue()).toBe("Europe/Lisbon");
  expect(await page.getByLabel("Month", { exact: true }).locator("option:checked").textContent()).toBe("October");
  expect(await page.getByLabel("Day", { exact: true }).locator("option:checked").textContent()).toBe("5");

  // A colour that is none is refused. One on which words cannot be read is shaded, and the page says so.
  const look = page.getByRole("region", { name: "Look" });
  const own = look.getByRole("checkbox", { name: "Use a colour of the school" });
  if (!(await own.isChecked())) await own.check();
  const color = look.getByRole("textbox", { name: "Colour", exact: true });
  await color.fill("yellow");
  await look.getByRole("button", { name: "Save" }).click();
  await said(page, "Write a colour as # and six letters or digits");
  const chosen = width < 500 ? "#ffd400" : "#ffe14d";
  await color.fill(chosen);
  const { light } = brandOf(chosen);
  expect(light.accent).not.toBe(chosen);
  await look.getByText(`So that words can be read, buttons and links use ${light.accent}`).waitFor();
  await look.getByRole("button", { name: "Save" }).click();
  const accent = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim());
  await expect.poll(accent).toBe(light.accent);
  await reload(page);
  expect(await color.inputValue()).toBe(chosen);
  expect(await accent()).toBe(light.accent);

  // The logo stands in the shell, of everybody in the school.
  const file = look.locator("input[type=file]");
  await file.setInputFiles({ name: "logo.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await look
    .getByText(/PNG|cannot/)
    .first()
    .waitFor();
  await file.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await said(page, "The logo could not be saved");
  const buffer = await sharp({ create: { width: 300, height: 60, channels: 3, background: "#234567" } })
    .png()
    .toBuffer();
  await file.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer });
  await said(page, "Logo saved");
  const inShell = (from: Page) => from.getByRole("img", { name: `Riverside ${width}`, exact: true });
  await inShell(page).first().waitFor();
  await reload(page);
  await look.getByRole("img", { name: `Logo of Riverside ${width}` }).waitFor();
  await expectNoFaults(page);
  const student = await openAs("student", "/dashboard/student", width);
  await inShell(student).first().waitFor();
  expect(
    await student.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim()),
  ).toBe(light.accent);
  await student.context().close();

  await look.getByRole("button", { name: "Remove the logo" }).click();
  await said(page, "Logo removed");
  await reload(page);
  expect(await inShell(page).count()).toBe(0);
  await page.context().close();
});

it.each(widths)("programs and cohorts, at %d px", { timeout: 120_000 }, async (width) => {
  const page = await openAs("admin", settings, width);
  await page.getByRole("link", { name: "Programs and cohorts" }).click();
  await page.waitForURL(/settings\/programs/);
  await untilSettled(page);
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add a program" }).click();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("This is needed.").waitFor();
  await dialog.getByLabel("Name").fill(`Midwifery ${width}`);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const program = page.getByRole("region", { name: `Midwifery ${width}` });
  await program.getByText("No cohorts yet.").waitFor();

  await program.getByRole("button", { name: `Add a cohort to Midwifery ${width}` }).click();
  await dialog.getByLabel("Name").fill(`Class ${width}`);
  await dialog.getByLabel("First day").fill("2026-09-01");
  await dialog.getByLabel("Last day").fill("2026-08-01");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.locator('[aria-invalid="true"]').first().waitFor();
  await dialog.getByLabel("Last day").fill("2029-08-31");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await program.getByRole("button", { name: `Change Class ${width}` }).click();
  await dialog.getByLabel("Name").fill(`Class of ${width}`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await reload(page);
  await program.getByText(`Class of ${width}`, { exact: true }).waitFor();
  await expectNoFaults(page);

  // Where somebody is invited it is a choice at once.
  await visit(page, "/dashboard/school-admin/users");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect
    .poll(() => dialog.getByLabel("Cohort").locator("option").allTextContents())
    .toContainEqual(expect.stringContaining(`Class of ${width}`));

  // What is in use stays, and says why; what is not is deleted for good.
  await visit(page, `${settings}/programs`);
  await program.getByRole("button", { name: `Delete Midwifery ${width}` }).click();
  await page.getByText("It still has cohorts. Delete those first.").waitFor();
  await page.getByRole("button", { name: "Close" }).last().click();
  await program.getByRole("button", { name: `Delete Class of ${width}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete", exact: true }).click();
  await program.getByText("No cohorts yet.").waitFor();
  await reload(page);
  await program.getByRole("button", { name: `Delete Midwifery ${width}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete", exact: true }).click();
  await program.waitFor({ state: "detached" });
  await page.context().close();
});

it.each(widths)("terms, at %d px", { timeout: 120_000 }, async (width) => {
  const page = await openAs("admin", `${settings}/terms`, width);
  const name = `Summer school ${width}`;
  const year = width < 500 ? 2041 : 2040;
  const dialog = page.getByRole("dialog");
  const add = async (called: string) => {
    await page.getByRole("button", { name: "Add a term" }).click();
    await dialog.getByLabel("Name").fill(called);
    await dialog.getByLabel("First day").fill(`${year}-06-01`);
    await dialog.getByLabel("Last day").fill(`${year}-06-30`);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
  };
  await add(name);
  await dialog.waitFor({ state: "detached" });
  await add(`${name} again`);
  await dialog.getByRole("checkbox", { name: "It may share days with another term" }).check();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await reload(page);
  const row = (called: string) => page.getByRole("listitem").filter({ has: page.getByText(called, { exact: true }) });
  await row(name).getByText("Later").waitFor();
  await page.getByRole("button", { name: `Change ${name}`, exact: true }).click();
  await dialog.getByLabel("Name").fill(`Field weeks ${width}`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("checkbox", { name: "It may share days with another term" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: `Delete ${name} again` }).click();
  await said(page, `${name} again deleted`);
  await row(`${name} again`).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).last().click();
  await row(`${name} again`).waitFor();
  await reload(page);
  await row(`Field weeks ${width}`).waitFor();
  await row(`${name} again`).waitFor();
  await expectNoFaults(page);
  await page.context().close();
});

it.each(widths)("the rules of requests, at %d px", { timeout: 120_000 }, async (width) => {
  const page = await openAs("admin", `${settings}/requests`, width);
  const days = width < 500 ? 4 : 5;
  const back = page.getByLabel("How many days ago it may have happened");
  const remind = page.getByLabel("Remind the supervisor, days before");
  // Due dates have a form of their own beside it.
  const save = page.locator("form").filter({ has: back }).getByRole("button", { name: "Save" });
  const before = await remind.inputValue();
  await remind.fill("59");
  await save.click();
  await said(page, "Fewer than the days to answer.");
  await remind.fill(before);
  await back.fill("99");
  await save.click();
  await said(page, "A whole number from 0 to 60.");
  await back.fill(String(days));
  await save.click();
  await said(page, "The rules are saved");
  await reload(page);
  expect(await back.inputValue()).toBe(String(days));
  await expectNoFaults(page);
  const ask = paths.student.find((path) => path.includes("/requests/new?competencyId="));
  const student = await openAs("student", ask ?? expect.fail("no page to ask on"), width);
  await student.getByText(`Up to ${days} days ago.`).waitFor();
  await student.context().close();
  await page.context().close();
});

it.each(widths)(
  "the second signature and an own scale, in the editor, at %d px",
  { timeout: 180_000 },
  async (width) => {
    const page = await openAs("admin", `${settings}/assessing`, width);
    const days = page.getByLabel("Days until a competency below its target is due again");
    await days.fill("0");
    await page.getByRole("button", { name: "Save" }).click();
    await said(page, "Write a whole number from 1 to 365.");
    await days.fill("20");
    const countersigns = page.getByRole("checkbox", { name: "New frameworks ask for a second signature" });
    await countersigns.setChecked(width === 1440);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await reload(page);
    expect(await countersigns.isChecked()).toBe(width === 1440);
    expect(await days.inputValue()).toBe("20");
    await expectNoFaults(page);

    const scale = `Grades ${width}`;
    await visit(page, `${settings}/scales`);
    await page.getByRole("button", { name: "Make a scale" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make scale" }).click();
    await dialog.getByText("This is needed.").first().waitFor();
    await dialog.getByRole("textbox", { name: "Name" }).fill(scale);
    await dialog.getByLabel("Question").fill("How far has the student come?");
    await dialog.getByLabel("Lowest").fill("1");
    await dialog.getByLabel("Highest").fill("3");
    await dialog.getByLabel("Usual target").fill("2");
    for (const [value, word] of [
      ["1", "Insufficient"],
      ["2", "Sufficient"],
      ["3", "Excellent"],
    ] as const) {
      const level = dialog.getByRole("group", { name: `Level ${value}` });
      await level.getByLabel("Word", { exact: true }).fill(word);
      await level.getByLabel("Short word").fill(word);
    }
    await dialog.getByRole("region", { name: "As an assessor sees it" }).getByText("Excellent").first().waitFor();
    await dialog.getByRole("button", { name: "Make scale" }).click();
    await dialog.waitFor({ state: "detached" });
    await reload(page);
    await page.getByRole("button", { name: `Change ${scale}` }).click();
    await dialog.getByRole("group", { name: "Level 3" }).getByLabel("Word", { exact: true }).fill("Outstanding");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await expectNoFaults(page);

    // Both act in a framework that is made by hand.
    await visit(page, "/dashboard/school-admin/frameworks");
    await page.getByRole("button", { name: "New framework" }).click();
    await dialog.getByLabel("Name").fill(`By hand ${width}`);
    await dialog.getByLabel("Name").press("Enter");
    await page.waitForURL(/\/edit$/);
    await page.getByRole("heading", { level: 1, name: `By hand ${width}` }).waitFor();
    await page.getByRole("button", { name: "Add a competency" }).click();
    await page.getByLabel("Statement").fill("Reads a wound.");
    await page.getByLabel("Scale", { exact: true }).selectOption({ label: scale });
    await page.getByRole("region", { name: "As an assessor sees it" }).getByText("Outstanding").first().waitFor();
    await page.getByText("Description, approval and notes").click();
    const second = page.getByRole("checkbox", { name: "A second assessor countersigns each assessment" });
    expect(await second.isChecked()).toBe(width === 1440);
    await page.getByText(/^Saved, /).waitFor();
    await visit(page, `${settings}/scales`);
    await page.getByRole("button", { name: `Delete ${scale}` }).click();
    await said(page, "It is in use and stays");
    await page.context().close();
  },
);

it.each(widths)("the language model that rephrases suggestions, at %d px", { timeout: 120_000 }, async (width) => {
  const page = await openAs("admin", `${settings}/suggestions`, width);
  await said(page, "Suggestions are in our words");
  const model = page.getByRole("region", { name: "Language model" });
  const save = model.getByRole("button", { name: "Save" });
  await save.click();
  await said(page, "This is needed.");
  await model.getByLabel("Address").fill("http://127.0.0.1/v1");
  await model.getByLabel("Name of the model").fill("small");
  await model.getByLabel("Key").fill("sk-secret");
  await save.click();
  await said(page, "Write an https address in the open internet");
  await expectNoFaults(page);
  // Nobody answers there.
  await model.getByLabel("Address").fill("https://models.invalid/v1");
  await save.click();
  await said(page, "A key is saved.");
  expect(await model.getByLabel("Key").inputValue()).toBe("");
  await model.getByRole("button", { name: "Test" }).click();
  await said(page, "The model could not be asked");
  const sentences = page.getByRole("region", { name: "Sentences" });
  await sentences.getByText("6 days late.", { exact: true }).waitFor();
  await sentences.getByRole("switch").check();
  await said(page, "The model’s sentences are shown");
  await reload(page);
  expect(await sentences.getByRole("switch").isChecked()).toBe(true);
  expect(await page.content()).not.toContain("sk-secret");
  await expectNoFaults(page);
  await model.getByLabel("Address").fill("https://other.invalid/v1");
  await save.click();
  await said(page, "Write the key again: it is not sent to another address.");
  await model.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await said(page, "Suggestions are in our words");
  await page.context().close();
});
