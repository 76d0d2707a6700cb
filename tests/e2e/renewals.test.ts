import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { CompetencyAnswer } from "#src/features/progress/schema.ts";
import type { RenewalsAnswer } from "#src/features/renewals/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const phone = { width: 390, height: 844 };
const desk = { width: 1440, height: 900 };

async function open(who: Who, path: string, screen: { width: number; height: number }): Promise<Page> {
  const { address } = opened.program;
  const context = await openContext(opened.browser, { address, person: opened.people[who], ...screen });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(`${address}${path}`);
  await untilSettled(page);
  return page;
}

async function read<T>(who: Exclude<Who, "nobody">, path: string): Promise<T> {
  const person = opened.people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return getJson<T>(opened.program.address, person, path);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(isWider).toBe(false);
}

describe("a competency that expires soon", { timeout: 240_000 }, () => {
  let assignmentId = "";
  let competencyId = "";
  let name = "";

  it("is shown to its student on the dashboard, in the list and on its page, with what renews it", async () => {
    const { items } = await read<RenewalsAnswer>("student", "/api/renewals?state=EXPIRES_SOON");
    ({ assignmentId = "", competencyId = "", competencyName: name = "" } = items[0] ?? {});
    expect(name).not.toBe("");
    const page = await open("student", "/dashboard/student", phone);
    await page.getByRole("heading", { name: "To renew" }).waitFor();
    await page.getByRole("button", { name }).first().waitFor();
    await expectNoFaults(page);

    await page.goto(`${opened.program.address}/dashboard/student/competencies?status=EXPIRES_SOON`);
    await untilSettled(page);
    const row = page.getByRole("listitem").filter({ hasText: name });
    expect(await row.textContent()).toMatch(/Expires in \d+ days/);
    expect(await row.textContent()).toContain("1 assessment renews it");
    await row.getByRole("link", { name, exact: true }).click();
    await page.waitForURL(/\/competencies\/[0-9a-f-]+$/);
    await untilSettled(page);
    await page.getByText("Expires soon").first().waitFor();
    await page.getByText(/^It counts until .*To renew it: one assessment at 4/).waitFor();
    await expectNoFaults(page);
    await page.context().close();
  });

  it("is renewed by its supervisor's new assessment", async () => {
    const studentId = opened.people.student?.user.id ?? "";
    const page = await open("supervisor", `/assessment/new?studentId=${studentId}&competencyId=${competencyId}`, phone);
    await expect.poll(() => page.getByLabel("Observed").inputValue()).not.toBe("");
    await page.getByRole("radio").nth(3).check();
    await page.getByRole("button", { name: /^Submit/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }).click();
    await expect
      .poll(async () => {
        const { renewal } = await read<CompetencyAnswer>("student", `/api/competency-assignments/${assignmentId}`);
        return renewal?.cycles.length;
      })
      .toBe(1);
    await page.context().close();
  });

  it.each([
    ["the student", "student", "/dashboard/student/competencies", desk],
    ["the student's phone", "student", "/dashboard/student/competencies", phone],
    ["the school", "admin", "", desk],
  ] as const)("shows the second cycle and the completion before to %s, by keyboard", async (_, who, base, screen) => {
    const studentId = opened.people.student?.user.id ?? "";
    const under = base === "" ? `/dashboard/school-admin/students/${studentId}/competencies` : base;
    const page = await open(who, `${under}/${assignmentId}`, screen);
    await page
      .getByText(/^Completed .*, valid until /)
      .first()
      .waitFor();
    expect(await page.getByText("Expires soon").count()).toBe(0);
    const card = page.getByRole("heading", { name: "Completions before" });
    await card.waitFor();
    const summary = page.locator("details > summary").filter({ hasText: "First completion" });
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.getByText("It rested on 1 assessment").waitFor();
    expect(await page.getByText(/First completion · Renewed/).count()).toBe(1);
    await expectNoFaults(page);
    await page.context().close();
  });

  it.each(widths)("the school sees who expires when at %i px, narrows it, and exports it", async (width) => {
    const page = await open("admin", "/dashboard/school-admin/renewals", width === phone.width ? phone : desk);
    await page.getByText("Basic Life Support").filter({ visible: true }).first().waitFor();
    await expectNoFaults(page);
    await page.getByRole("searchbox").fill("Basic Life");
    await page.waitForURL(/search=Basic/);
    await expect
      .poll(() =>
        page
          .getByText(/^Administer medications/)
          .filter({ visible: true })
          .count(),
      )
      .toBe(0);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export", exact: true }).focus();
    await page.keyboard.press("Enter");
    expect((await download).suggestedFilename()).toBe("renewals.csv");
    await page.goto(`${opened.program.address}/dashboard/school-admin/renewals?state=EXPIRED`);
    await untilSettled(page);
    const words = await page.locator("main").textContent();
    expect(words).toContain("Renewal begun");
    expect(words).toContain("Expired");
    await page.goto(`${opened.program.address}/dashboard/school-admin/renewals?search=nobody-of-this-name`);
    await untilSettled(page);
    await page.getByText("Nothing matches").waitFor();
    await page.context().close();
  });
});
