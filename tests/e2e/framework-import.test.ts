import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";
import { widths } from "../support/widths.ts";
import { workbookOf } from "../support/workbook.ts";

const opened = useOpenProgram();
const folder = mkdtempSync(join(tmpdir(), "framework-import-"));

async function chooseFile(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, content);
  await page.goto(`${opened.program.address}/dashboard/school-admin/frameworks/import`);
  await untilSettled(page);
  await page.locator("input[type=file]").setInputFiles(path);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

it.each(widths)("a workbook is imported by naming its columns, at %d px", async (width) => {
  const { browser, program, people } = opened;
  const context = await openContext(browser, { address: program.address, person: people.admin, width, height: 900 });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const rows = [
    ["Ward skills"],
    ["Key", "What", "Where"],
    ["W-1", "Suction an adult", "Airway"],
    ["W-2", "Count the breaths", "Breathing"],
  ];
  await chooseFile(page, `ward-${width}.xlsx`, workbookOf(rows));
  await page.getByText("Say below which column holds the names").waitFor();
  await page.getByLabel("What “Key” holds").selectOption("code");
  await page.getByLabel("What “What” holds").selectOption("name");
  await page.getByLabel("What “Where” holds").selectOption("category");
  await expectNoFaults(page);
  await page.getByRole("button", { name: "Read with these columns" }).click();
  await page.getByText("Check what was read").waitFor();
  // What the columns hold is kept with the import.
  await page.reload();
  await page.getByText("Suction an adult").first().waitFor();
  await page.getByRole("button", { name: "Change columns" }).click();
  await expect.poll(() => page.getByLabel("What “Where” holds").inputValue()).toBe("category");
  await page.getByRole("button", { name: "Continue to settings" }).click();
  expect(await page.getByRole("checkbox", { name: "Publish it now" }).isChecked()).toBe(false);
  await page.getByRole("button", { name: "Import 2 competencies" }).click();
  await page.getByText("The framework is imported").waitFor();

  // What is exported is known again, with what was changed in it.
  await page.getByRole("link", { name: "Open the framework" }).click();
  await page.getByRole("link", { name: "CSV table" }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV table" }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
  const table = Buffer.concat(chunks).toString("utf8");
  await chooseFile(page, `again-${width}.csv`, table.replaceAll("Count the breaths", "Count the breaths for a minute"));
  await page.getByText(/You have this framework already/).waitFor();
  await page.getByText("Count the breaths for a minute").first().waitFor();
  await expectNoFaults(page);
  await page.getByRole("button", { name: "Continue to settings" }).click();
  expect(await page.getByRole("checkbox", { name: /^Make it the next version of/ }).isChecked()).toBe(true);
  expect(await page.getByRole("checkbox", { name: "Publish it now" }).count()).toBe(0);
  await page.getByRole("button", { name: "Import 2 competencies" }).click();
  await page.getByText("The framework is imported").waitFor();
  await context.close();
});
