import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openContext, useOpenProgram, type Who } from "../support/pages.ts";

const opened = useOpenProgram();
const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

async function open(who: Who, path: string, screen = desk): Promise<Page> {
  const { address } = opened.program;
  const context = await openContext(opened.browser, { address, person: opened.people[who], ...screen });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(`${address}${path}`);
  await untilSettled(page);
  // The rows come a frame after the grid.
  await page.getByRole("rowheader").getByRole("link").first().waitFor();
  return page;
}

const school = "/dashboard/school-admin/reports/matrix";
/** The student and the column of the focus, -1 for the name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const cell = document.activeElement;
    const column = cell?.getAttribute("data-cell");
    return column == null ? "" : `${cell?.closest("[data-student]")?.getAttribute("data-student")} ${column}`;
  });
const columnOf = async (page: Page) => Number((await focused(page)).split(" ")[1]);
const names = (page: Page) => page.getByRole("rowheader").getByRole("link").allTextContents();

/** Students in all, of whom only those in sight are in the document. */
const count = async (page: Page) => Number(await page.getByRole("grid").getAttribute("aria-rowcount")) - 4;

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
}

describe("the cohort matrix", { timeout: 240_000 }, () => {
  it("is walked by keyboard, opens the history of a cell, and returns to it", async () => {
    const page = await open("admin", school);
    await expectNoFaults(page);
    await page.locator('[role=gridcell][tabindex="0"]').focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => columnOf(page)).toBe(1);
    await page.keyboard.press("End");
    await expect.poll(() => columnOf(page)).toBeGreaterThan(20);
    await page.keyboard.press("Home");
    await expect.poll(() => columnOf(page)).toBe(-1);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => columnOf(page)).toBe(0);
    const cell = await focused(page);
    await page.keyboard.press("Enter");
    const window = page.getByRole("dialog");
    await window.getByText("History, newest first").waitFor();
    expect(await window.textContent()).toContain("Level now");
    expect(await axeFaults(page, { without: ["aria-hidden-focus"] })).toEqual([]);
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe(cell);
    // The row stays the reader's, wherever the new order puts it.
    await page.keyboard.press("s");
    await expect.poll(() => page.url()).toContain("sort=");
    await expect.poll(() => focused(page)).toBe(cell);
    await page.keyboard.press("/");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("search");
    await page.context().close();
  });

  it("is filtered by the legend, by name and by cohort, in the address", async () => {
    const page = await open("admin", school);
    const all = await count(page);
    await page.getByRole("button", { name: /^Overdue \d/ }).click();
    await expect.poll(() => page.url()).toContain("only=OVERDUE");
    await expect.poll(() => count(page)).toBeLessThan(all);
    await page.getByRole("button", { name: /^Overdue \d/ }).click();
    await expect.poll(() => count(page)).toBe(all);
    const [first = ""] = await names(page);
    await page.getByLabel("Find a student").fill(first);
    await expect.poll(() => names(page)).toEqual([first]);
    await page.getByLabel("Find a student").fill("nobody of this name");
    await page.getByText("No student matches").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => count(page)).toBe(all);
    await page.getByRole("button", { name: "Level", exact: true }).click();
    await page
      .getByRole("gridcell", { name: /^Level \d/ })
      .first()
      .waitFor();
    await expectNoFaults(page);
    // What is not asked for is read as well as the rest.
    await page.getByRole("button", { name: /^Completed \d/ }).click();
    await page.locator("[role=gridcell].mx-other").first().waitFor();
    await expectNoFaults(page);
    await page.context().close();
  });

  it("shows a supervisor their own students, on a phone too", async () => {
    const page = await open("supervisor", "/dashboard/clinical-supervisor/analytics/matrix", phone);
    await expect.poll(async () => (await names(page)).length).toBeGreaterThan(3);
    await page
      .getByRole("gridcell", { name: /^(Completed|Overdue)/ })
      .first()
      .click();
    const link = page.getByRole("dialog").getByRole("link", { name: "Open" });
    expect(await link.getAttribute("href")).toMatch(
      /^\/dashboard\/clinical-supervisor\/students\/.+\/competencies\/.+/,
    );
    await page.keyboard.press("Escape");
    await expectNoFaults(page);
    await page.context().close();
  });
});
