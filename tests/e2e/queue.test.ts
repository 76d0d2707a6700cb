import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { untilSettled } from "../support/browser.ts";
import { openContext, openPage, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const dashboard = "/dashboard/clinical-supervisor";
const centre = `${dashboard}/assessments`;

describe("a supervisor's work, by keyboard alone", { timeout: 120_000 }, () => {
  let context: Awaited<ReturnType<typeof openContext>>;
  beforeAll(async () => {
    context = await openContext(opened.browser, {
      address: opened.program.address,
      person: opened.people.supervisor,
      width: 1440,
      height: 900,
    });
  });
  afterAll(() => context?.close());

  const open = async (path: string) => (await openPage(context, opened.program.address, path)).page;
  const focused = (page: Page) =>
    page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
    );
  /** A key does nothing before the page's script runs. */
  const toFirstRow = (page: Page) =>
    expect
      .poll(
        async () => {
          const isOnPage = await page.evaluate(() => document.activeElement === document.body);
          if (isOnPage) await page.keyboard.press("j");
          return page.evaluate(() => document.activeElement?.closest("[data-row], tr") !== null);
        },
        { timeout: 15_000 },
      )
      .toBe(true);
  const waiting = async (page: Page) =>
    Number.parseInt((await page.getByRole("heading", { level: 1 }).textContent()) ?? "", 10);

  it("hides a student with H, keeps its place, and takes it back with Undo", async () => {
    const page = await open(dashboard);
    const before = await waiting(page);
    await toFirstRow(page);
    // Down to the open student, past drafts and requests.
    const students = page.locator("[data-student-name]");
    const name = (await students.first().getAttribute("data-student-name")) ?? "";
    for (let step = 0; step < 30 && !(await focused(page)).startsWith(name); step += 1) await page.keyboard.press("j");
    expect(await focused(page)).toBe(name);
    await page.keyboard.press("h");
    await expect.poll(() => waiting(page), { timeout: 15_000 }).toBeLessThan(before);
    const next = (await students.first().getAttribute("data-student-name")) ?? "";
    expect(next).not.toBe(name);
    await expect.poll(() => focused(page)).toBe(next);
    await page.getByText(`${name} is hidden`).first().waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => waiting(page), { timeout: 15_000 }).toBe(before);
    await page.close();
  });

  it("lists its keys in the shortcut help", async () => {
    const page = await open(dashboard);
    await toFirstRow(page);
    await page.keyboard.press("?");
    const help = page.getByRole("dialog");
    await help.getByText("Hide a student: not seen on this shift").waitFor();
    await help.getByText("Next and previous row").waitFor();
    await page.close();
  });

  it("keeps filters and sort in the address, and goes on to the next student without going back", async () => {
    const page = await open(`${centre}?tab=submitted`);
    await toFirstRow(page);
    await page.keyboard.press("/");
    await page.keyboard.type("ar");
    await page.waitForURL(/search=ar/);
    await page.getByRole("button", { name: "Student", exact: true }).press("Enter");
    await page.waitForURL(/sort=student/);
    await page.reload();
    await untilSettled(page);
    const names = await page.locator("tbody tr td:first-child a").allTextContents();
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, "und")));
    await toFirstRow(page);
    expect(await focused(page)).toBe(names[0]);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/assessment\//);
    await page.getByRole("link", { name: `Next: ${names[1]}` }).press("Enter");
    await page.getByRole("link", { name: `Previous: ${names[0]}` }).waitFor();
    await page.close();
  });
});
