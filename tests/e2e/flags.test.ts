import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openContext, useOpenProgram, type Who } from "../support/pages.ts";

const opened = useOpenProgram();

async function openAs(who: Who, path: string, width: number): Promise<Page> {
  const { browser, program, people } = opened;
  const height = width < 500 ? 844 : 900;
  const context = await openContext(browser, { address: program.address, person: people[who], width, height });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

/** Whether the recent assessments stand before the chart on the student's dashboard. */
async function isRecentFirst(page: Page): Promise<boolean> {
  await page.reload();
  await untilSettled(page);
  const headings = await page.getByRole("heading", { level: 2 }).allInnerTexts();
  const [recent, chart] = [headings.indexOf("Recent assessments"), headings.indexOf("Progress over time")];
  expect(Math.min(recent, chart)).toBeGreaterThanOrEqual(0);
  return recent < chart;
}

it.each([1440, 390])(
  "a super admin turns a flag on for one person, and off, at %d px",
  { timeout: 180_000 },
  async (width) => {
    const page = await openAs("super", "/admin/flags", width);
    expect(new URL(page.url()).pathname).toBe("/dashboard/super-admin/flags");
    const card = page.getByRole("region", { name: "Order of a student's dashboard" });
    await card.getByRole("button", { name: /^Change/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const student = await openAs("student", "/dashboard/student", width);
    expect(await isRecentFirst(student)).toBe(false);

    const set = async (edit: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>) => {
      await card.getByRole("button", { name: /^Change/ }).click();
      const dialog = page.getByRole("dialog", { name: "Who gets what" });
      await edit(dialog);
      await dialog.getByRole("button", { name: "Save" }).click();
      return dialog;
    };
    // The comparison of the demo school is over, so that the end is taken away; one line after the other is put right.
    const dialog = await set(async (opening) => {
      // The other width has left it off.
      await opening.getByLabel("The flag is on").check();
      await opening.getByLabel("Begins").fill("");
      await opening.getByLabel("Ends").fill("");
      await opening.getByLabel(/^Share of/).fill("101");
      await opening.getByRole("button", { name: "Add an exception" }).click();
      await opening.getByLabel("For").selectOption("Person");
    });
    await dialog.getByText("A whole number from 0 to 100").waitFor();
    await dialog.getByText("Choose one", { exact: true }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await dialog.getByLabel(/^Share of/).fill("0");
    await dialog.getByLabel("Email").fill("nobody@demo.test");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("is nobody's id or email").waitFor();
    await dialog.getByLabel("Email").fill("student@demo.test");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await card.getByText("On", { exact: true }).waitFor();
    await card.getByText(/^Person: .+ – Recent assessments first$/).waitFor();
    expect(await isRecentFirst(student)).toBe(true);
    expect(await axeFaults(student)).toEqual([]);

    const off = await set((opening) => opening.getByLabel("The flag is on").uncheck());
    await off.waitFor({ state: "detached" });
    await card.getByText("Off", { exact: true }).waitFor();
    expect(await isRecentFirst(student)).toBe(false);

    await card.getByRole("link", { name: /^Figures and history/ }).click();
    const history = page.getByRole("region", { name: "History" });
    await history
      .getByText(/turned off/)
      .first()
      .waitFor();
    await page.getByText("Nobody has met it yet").or(page.getByText("Not enough evidence yet")).first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    // As it was, for the other width: without the exception.
    await page.goBack();
    const clean = await set((opening) => opening.getByRole("button", { name: "Remove exception 1" }).click());
    await clean.waitFor({ state: "detached" });
  },
);
