import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { OverdueAnswer, PlacementsAnswer, ProgramsAnswer } from "#src/features/analytics/school/schema.ts";
import { stableUuid } from "../../db/demo/people.ts";
import { axeFaults } from "../support/axe.ts";
import { getJson } from "../support/http-client.ts";
import { openAs, useOpenProgram, type Who } from "../support/pages.ts";

const opened = useOpenProgram();
const progress = "/dashboard/clinical-supervisor/analytics";
const reports = "/dashboard/school-admin/reports";

function ask<Answer>(who: Who, path: string): Promise<Answer> {
  const person = opened.people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return getJson<Answer>(opened.program.address, person, `/api/competency-analytics${path}`);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
}

describe("the progress of a supervisor's students", { timeout: 240_000 }, () => {
  it("has the figures of the API, also as a table, and a count opens its assessments", async () => {
    const page = await openAs(opened, "supervisor", progress, 1440);
    const answer = await ask<PlacementsAnswer>("supervisor", "/placements?timeframe=90d");
    await page.getByText(`${answer.students} students on your placements.`).waitFor();
    await expectNoFaults(page);
    await page.getByRole("button", { name: "Show as a table" }).click();
    const last = answer.completion[answer.completion.length - 1];
    const cells = await page
      .getByRole("row")
      .filter({ has: page.getByRole("rowheader") })
      .allTextContents();
    expect(
      cells.some((row) => row.endsWith(`${last?.median}${last?.lowerQuartile}–${last?.upperQuartile}${last?.planned}`)),
    ).toBe(true);
    const [category] = answer.categories.filter(({ later }) => later.below + later.at + later.above > 0);
    const { below = 0, at = 0, above = 0 } = category?.later ?? {};
    const words = `${at + above} of ${below + at + above}`;
    await page
      .getByRole("link", { name: new RegExp(`^${category?.category}, .*: ${words}\\. Open`) })
      .last()
      .click();
    await page.getByRole("heading", { name: "The assessments behind this" }).waitFor();
    await page.getByRole("table").getByRole("link").first().waitFor();
    await expectNoFaults(page);
    await page.getByRole("table").getByRole("link").first().click();
    await page.waitForURL(/\/assessment\//);
    await page.context().close();
  });

  it("has tabs by keyboard, and own figures for nobody else", async () => {
    const page = await openAs(opened, "supervisor", progress, 390);
    await expectNoFaults(page);
    await page.getByRole("link", { name: "Your assessments" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/analytics\/own/);
    await page.getByText("Only you see your own figures.").waitFor();
    await expectNoFaults(page);
    await page.getByRole("link", { name: "Matrix" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/analytics\/matrix/);
    await page.getByRole("heading", { level: 1, name: "Progress of your students" }).waitFor();
    await page.context().close();
  });
});

describe("the reports of a school", { timeout: 240_000 }, () => {
  it("open programs to cohorts, explain a standard, and show places", async () => {
    const page = await openAs(opened, "admin", reports, 1440);
    await expectNoFaults(page);
    const { items } = await ask<ProgramsAnswer>("admin", "/programs");
    const [program] = items;
    await page.getByRole("button", { name: `Show the cohorts of ${program?.name}` }).click();
    for (const { name } of program?.cohorts ?? []) await page.getByRole("link", { name, exact: true }).waitFor();
    await page.getByRole("button", { name: /Leading and working in teams/ }).click();
    await page.getByRole("heading", { name: "5 Leading and working in teams" }).waitFor();
    await page
      .getByText(/so far, by \d+ assessors?/)
      .first()
      .waitFor();
    expect(page.url()).toContain("standard=");
    await expectNoFaults(page);
    await page
      .getByRole("link", { name: /week of .*: No place left/ })
      .first()
      .waitFor();
    await page.context().close();
  });

  it("open a program's figures to its students and what is overdue", async () => {
    const page = await openAs(opened, "admin", `${reports}/programs`, 1440);
    const { items } = await ask<ProgramsAnswer>("admin", "/programs");
    const program = items.find(({ overdue }) => (overdue ?? 0) > 0);
    await page.getByRole("link", { name: `${program?.overdue} Overdue of ${program?.name}` }).click();
    await page.getByRole("heading", { name: "Overdue competencies" }).waitFor();
    const lines = await ask<OverdueAnswer>("admin", `/overdue?programId=${program?.id}&limit=200`);
    expect(lines.items.length).toBe(program?.overdue);
    await page.getByRole("table").getByRole("link").first().waitFor();
    await expectNoFaults(page);
    await page.getByRole("table").getByRole("link").first().click();
    await page.waitForURL(/\/students\/[^/]+\/competencies\//);
    await page.goto(new URL(`${reports}/programs`, page.url()).href);
    await page.getByRole("link", { name: `${program?.students} Students of ${program?.name}` }).click();
    await page.getByText(`All ${program?.students} shown`).first().waitFor();
    await page.context().close();
  });

  it("open a week of use to its days", async () => {
    const page = await openAs(opened, "admin", `${reports}/use`, 1440);
    const week = page.getByRole("button", { name: /^Show the days of the week of/ }).nth(1);
    const rows = page.getByRole("table", { name: "Use by week and kind" }).getByRole("row");
    const before = await rows.count();
    await week.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => rows.count()).toBe(before + 7);
    await expectNoFaults(page);
    await page.context().close();
  });

  it.each(["programs", "accreditation", "sites", "use"])("have no faults on a phone: %s", async (section) => {
    const page = await openAs(opened, "admin", `${reports}/${section}`, 390);
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    await expectNoFaults(page);
    await page.context().close();
  });
});

describe("the charts of one student", { timeout: 240_000 }, () => {
  it.each([
    ["supervisor", "/dashboard/clinical-supervisor/students", 1440],
    ["admin", "/dashboard/school-admin/students", 390],
  ] as const)("open from the record for the %s, and speak of the student", async (who, students, width) => {
    const record = `${students}/${stableUuid("student@demo.test")}`;
    const page = await openAs(opened, who, record, width);
    await page.getByRole("link", { name: "See all charts" }).click();
    await page.getByRole("heading", { level: 1, name: "Progress of Amina Okafor" }).waitFor();
    await page.getByRole("heading", { name: /ratings reached the target/ }).waitFor();
    await page.getByRole("heading", { name: /^Assessed in/ }).waitFor();
    expect(
      await page
        .getByRole("main")
        .getByText(/\b[Yy]ou(r|rs)?\b/)
        .count(),
    ).toBe(0);
    await expectNoFaults(page);
    await page.context().close();
  });
});

describe("students at risk", { timeout: 240_000 }, () => {
  it("are marked as seen to by keyboard, listed apart, and taken back", async () => {
    const page = await openAs(opened, "admin", `${reports}/at-risk`, 1440);
    await page.getByRole("heading", { level: 2, name: /may not finish in time/ }).waitFor();
    const mark = page.getByRole("button", { name: /^Mark .* as seen to$/ });
    const before = await mark.count();
    const name = (await mark.first().getAttribute("aria-label"))?.replace(/^Mark (.*) as seen to$/, "$1");
    await mark.first().focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: `Mark ${name} as seen to?` });
    await dialog.waitFor();
    await dialog.getByRole("radio", { name: "30 days" }).check();
    await dialog.getByRole("textbox").fill("A plan is made until spring.");
    await dialog.getByRole("button", { name: "Mark as seen to" }).focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => mark.count()).toBe(before - 1);
    await page.getByRole("button", { name: "Seen to (1)" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("A plan is made until spring.").waitFor();
    expect(page.url()).toContain("flags=seen");
    await expectNoFaults(page);
    await page.context().close();

    const phone = await openAs(opened, "admin", `${reports}/at-risk?flags=seen`, 390);
    await phone.getByText("A plan is made until spring.").waitFor();
    await expectNoFaults(phone);
    await phone.getByRole("button", { name: `Mark ${name} as not seen to` }).click();
    await phone.getByRole("heading", { level: 2, name: "Nobody at risk is seen to" }).waitFor();
    await phone.context().close();
  });
});
