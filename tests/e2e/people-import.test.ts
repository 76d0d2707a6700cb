import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const path = "/dashboard/school-admin/users/import";

async function open(width: number): Promise<Page> {
  const { browser, program, people } = opened;
  const context = await openContext(browser, { address: program.address, person: people.admin, width, height: 900 });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

async function importOf(page: Page) {
  const id = new URL(page.url()).searchParams.get("id") ?? "";
  const person = opened.people.admin;
  if (!person) throw new Error("the admin is signed in");
  return getJson<{
    status: string;
    counts: Record<string, number>;
    figures: Record<string, number> | null;
  }>(opened.program.address, person, `/api/people-imports/${id}`);
}

function listOf(name: string): { name: string; mimeType: string; buffer: Buffer } {
  const lines = [
    "First name;Last name;E-Mail;Cohort",
    `Ada;Byron;ada.${name}@riverside.example;BSc Nursing 2027`,
    `Bea;Cole;bea.${name}@riverside.example;BSN 27`,
    `Cem;Demir;cem.${name}@riverside.example;BSN 27`,
    `Dan;Eide;dan.${name}@riverside,example;BSc Nursing 2028`,
    `;;;`,
    `Eva;Falk;;BSc Nursing 2028`,
  ];
  return { name: `${name}.csv`, mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
}

it("is corrected by keyboard, for one row and for all alike, imported, and undone", { timeout: 240_000 }, async () => {
  const page = await open(1440);
  await page.locator("input[type=file]").setInputFiles(listOf("keys"));
  await page.getByRole("heading", { name: "What do the columns hold?" }).waitFor();
  await expect.poll(() => page.getByLabel("“E-Mail” holds").inputValue()).toBe("email");
  await page.getByRole("button", { name: "Continue", exact: true }).press("Enter");

  const grid = page.getByRole("grid", { name: "Rows of the file" });
  await grid.waitFor();
  expect((await importOf(page)).counts).toMatchObject({ rows: 5, add: 1, fix: 4 });
  const active = () =>
    grid.evaluate((box) => document.getElementById(box.getAttribute("aria-activedescendant") ?? "")?.textContent);
  await grid.focus();
  await page.keyboard.press("F8");
  expect(await active()).toContain("BSN 27");
  await page.keyboard.press("F2");
  await page.getByRole("checkbox", { name: "Use it for all 2 rows that say this" }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await importOf(page)).counts).toMatchObject({ add: 3, fix: 2, fixed: 2 });
  // The rows stay where they are, and say what they were.
  await expect.poll(() => grid.getByText("Was BSN 27").count()).toBe(2);
  await expect.poll(() => grid.evaluate((box) => box === document.activeElement)).toBe(true);

  await page.keyboard.press("F8");
  expect(await active()).toContain("A comma in the address");
  await page.keyboard.press("F2");
  await page.getByRole("button", { name: "dan.keys@riverside.example" }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await importOf(page)).counts).toMatchObject({ add: 4, fix: 1 });
  await expect.poll(() => grid.evaluate((box) => box === document.activeElement)).toBe(true);

  // A correction is taken back and made again by hand.
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await importOf(page)).counts).toMatchObject({ add: 3, fix: 2 });
  await page.keyboard.press("F2");
  await page.getByLabel("What it should say").fill("dan.by.hand@riverside.example");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await importOf(page)).counts).toMatchObject({ add: 4, fix: 1 });

  // Nothing is lost by leaving.
  await page.reload();
  await untilSettled(page);
  await grid.getByText("Missing, needed to invite").waitFor();
  await page.getByRole("button", { name: "Check 4 rows" }).press("Enter");
  await page.getByRole("heading", { name: "4 people will be added" }).waitFor();
  await page.getByRole("button", { name: "Import 4 people" }).press("Enter");
  await page.getByRole("heading", { name: "The import is done" }).waitFor({ timeout: 60_000 });
  expect(await importOf(page)).toMatchObject({ status: "COMMITTED", figures: { added: 4, changed: 0, refused: 0 } });
  await page.getByRole("button", { name: "Send 4 invitations" }).waitFor();

  await page.getByRole("button", { name: "Undo the import" }).press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Undo the import" }).press("Enter");
  await page.getByRole("heading", { name: "The import was undone" }).waitFor({ timeout: 60_000 });
  expect((await importOf(page)).figures).toMatchObject({ removed: 4, left: 0 });
});

it("goes on with its page closed, and is in the list on return", { timeout: 240_000 }, async () => {
  const page = await open(390);
  await page.locator("input[type=file]").setInputFiles(listOf("closed"));
  await page.getByRole("heading", { name: "What do the columns hold?" }).waitFor();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Check 1 row", exact: true }).click();
  await page.getByRole("button", { name: "Import 1 person" }).click();
  await expect.poll(async () => (await importOf(page)).status).not.toBe("READY");
  await page.close();

  const later = await open(390);
  const row = later.getByRole("listitem").filter({ hasText: "closed.csv" });
  await row.getByText("Imported", { exact: true }).waitFor({ timeout: 60_000 });
  await row.getByRole("button", { name: "Open: closed.csv" }).click();
  await later.getByRole("heading", { name: "The import is done" }).waitFor();
});

it("pastes a block that was copied from a spreadsheet", { timeout: 240_000 }, async () => {
  const page = await open(1440);
  await page.locator("input[type=file]").setInputFiles(listOf("paste"));
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  const grid = page.getByRole("grid", { name: "Rows of the file" });
  await grid.focus();
  // The cohorts of the first two rows to fix.
  await page.keyboard.press("End");
  await grid.evaluate((box) => {
    const data = new DataTransfer();
    data.setData("text/plain", "BSc Nursing 2027\r\nBSc Nursing 2028\r\n");
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect.poll(async () => (await importOf(page)).counts).toMatchObject({ add: 3, fixed: 2 });
});
