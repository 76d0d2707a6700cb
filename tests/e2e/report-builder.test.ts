import { describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openContext, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const builder = "/reports/generator";

async function open(who: Who, path: string, screen = { width: 1440, height: 900 }) {
  const { address } = opened.program;
  const context = await openContext(opened.browser, { address, person: opened.people[who], ...screen });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(`${address}${path}`);
  await untilSettled(page);
  return page;
}

describe("the report builder", { timeout: 240_000 }, () => {
  it("previews, keeps what is chosen over a reload, saves, makes and downloads", async () => {
    const page = await open("admin", builder);
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByText(/About \d+ pages?, 20 students/).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Options of Students", exact: true }).click();
    await page.getByLabel("Group by").selectOption("site");
    await preview.getByRole("heading", { name: "Students by site", exact: true }).waitFor();
    await page.getByRole("button", { name: "Remove Hours" }).click();
    await preview.getByRole("columnheader", { name: "Hours" }).waitFor({ state: "detached" });
    const handle = page.getByRole("button", { name: "Move Students", exact: true });
    await handle.focus();
    await page.keyboard.press("Alt+ArrowUp");
    await page.getByText("Students: 4 of 8").waitFor({ state: "attached" });
    expect(await axeFaults(page)).toEqual([]);
    await page.reload();
    await untilSettled(page);
    await preview.getByRole("heading", { name: "Students by site", exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Redo" }).click();
    await page.getByRole("textbox", { name: "Title" }).fill("Winter summary");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/report=/);
    await page.getByText(/^Saved /).waitFor();
    await page.getByRole("button", { name: "Make the PDF" }).click();
    const link = page.getByRole("link", { name: "Download" });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toBe("Winter summary.pdf");
    await page.goto(`${opened.program.address}/dashboard/school-admin/reports/saved`);
    await page.getByRole("link", { name: "Winter summary", exact: true }).waitFor();
    await page.getByRole("button", { name: "Delete Winter summary" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "Winter summary", exact: true }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });

  it.each(widths)(
    "is sent to a supervisor by the calendar, and lists who may not finish in time, at %d px",
    async (width) => {
      const isPhone = width < 500;
      const screen = { width, height: isPhone ? 844 : 900 };
      const page = await open("supervisor", builder, screen);
      const title = `My students ${screen.width}`;
      await page.getByRole("checkbox", { name: "Students who may not finish in time" }).check();
      await page.getByText("Staff only").waitFor();
      await page.getByRole("textbox", { name: "Title" }).fill(title);
      if (isPhone) await page.getByRole("button", { name: "Preview" }).click();
      const preview = page.getByRole("region", { name: "Preview" });
      await preview.getByText(/^Advisory\. A calculation/).waitFor();
      expect(await axeFaults(page)).toEqual([]);
      if (isPhone) await page.getByRole("button", { name: "Report", exact: true }).click();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.waitForURL(/report=/);
      await page.getByRole("button", { name: "Set: Send by email" }).click();
      await page.getByText("The link comes to you").waitFor();
      await page.getByLabel("How often").selectOption("WEEK");
      expect(await axeFaults(page)).toEqual([]);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText(/^By email to you, next on /).waitFor();
      await page.goto(`${opened.program.address}/dashboard/clinical-supervisor/reports`);
      await page.getByText("Every Monday, 07:00").first().waitFor();
      expect(await axeFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
      await page.getByRole("link", { name: `Have ${title} sent by email` }).click();
      await page.getByRole("button", { name: "Change: Send by email" }).click();
      await page.getByRole("button", { name: "Stop sending" }).click();
      await page.getByText("Not sent by itself").waitFor();
      await page.context().close();
    },
  );

  it("is a tab beside the preview on a phone, and about themselves for a student", async () => {
    const page = await open("student", builder, { width: 390, height: 844 });
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByText(/About \d+ pages?, 1 student/).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
    await page.context().close();
  });
});
