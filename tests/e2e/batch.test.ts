import pg from "pg";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchChoices, BatchGrid } from "#src/features/assessments/batch/schema.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";
import { ownerUrlOf } from "../support/program.ts";

const opened = useOpenProgram();
const batch = "/api/competency-assessments/batch";
let owner: pg.Client;
let competencyId = "";
let rotationId = "";

beforeAll(async () => {
  owner = new pg.Client({ connectionString: ownerUrlOf(opened.program) });
  await owner.connect();
  const { competencies, rotations } = await read<BatchChoices>(`${batch}/choices`);
  competencyId = competencies.find(({ name }) => name === "Patient Assessment")?.id ?? "";
  rotationId = rotations.find(({ name }) => name.startsWith("Skills Laboratory"))?.id ?? "";
});
afterAll(() => owner?.end());

async function read<Answer>(path: string): Promise<Answer> {
  const { supervisor } = opened.people;
  if (!supervisor) throw new Error("the supervisor is signed in");
  return getJson<Answer>(opened.program.address, supervisor, path);
}

async function openAs(path: string, screen: { width: number; height: number; hasTouch?: boolean }): Promise<Page> {
  const { browser, program, people } = opened;
  const context = await openContext(browser, { address: program.address, person: people.supervisor, ...screen });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: program.address });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });

/** The rows' states, in order, as they are read out. */
const states = (page: Page) =>
  page.locator("[data-batch-row]").evaluateAll((rows) =>
    rows.map((row) => {
      const words = ["Ready", "Correct it", "No level", "Not here", "Not accepted", "Not sent yet", "Sent"];
      const shown = [...row.querySelectorAll<HTMLElement>("span")].filter((part) => part.checkVisibility());
      return shown.map(({ textContent }) => textContent.trim()).find((text) => words.includes(text)) ?? "";
    }),
  );

const inGrid = (page: Page) =>
  page.evaluate(() => {
    const row = document.activeElement?.closest("[data-batch-row]");
    const at = row ? [...document.querySelectorAll("[data-batch-row]")].indexOf(row) : -1;
    return `${at} ${document.activeElement?.getAttribute("data-level-column") ?? document.activeElement?.tagName}`;
  });

async function levelsOf(): Promise<Map<string, number | undefined>> {
  const { rows } = await read<BatchGrid>(`${batch}?competencyId=${competencyId}&rotationId=${rotationId}`);
  return new Map(rows.map(({ studentName, last }) => [studentName, last?.rating]));
}

describe("a skills lab by keyboard alone", { timeout: 180_000 }, () => {
  it("goes from the dashboard to levels, takes a paste with an error in it, survives a reload, submits and undoes", async () => {
    const page = await openAs("/dashboard/clinical-supervisor", { width: 1440, height: 900 });
    const before = await levelsOf();
    await page.getByRole("link", { name: "Assess several at once" }).press("Enter");
    await page.waitForURL(/\/assessment\/batch$/);
    await untilSettled(page);
    await page.getByRole("searchbox").or(page.getByLabel("Find a competency")).first().focus();
    await page.keyboard.type("patient assessment");
    const choice = page.getByRole("link", { name: "Patient Assessment", exact: true });
    await eventually(() => page.getByRole("link", { name: "Patient Communication" }).count()).toBe(0);
    await choice.press("Enter");
    await page.waitForURL(/competencyId=/);
    await untilSettled(page);
    const students = page.getByRole("combobox", { name: "Students" });
    await eventually(() => students.locator("option").count()).toBeGreaterThan(1);
    await students.focus();
    await page.keyboard.type("Skills");
    await page.waitForURL(/rotationId=/);
    await eventually(() => page.locator("[data-batch-row]").count()).toBe(7);

    // Tab comes to one cell of the grid.
    for (let step = 0; step < 12 && !(await inGrid(page)).startsWith("0 "); step += 1) await page.keyboard.press("Tab");
    expect(await inGrid(page)).toBe("0 0");
    await page.keyboard.press("4");
    await eventually(() => inGrid(page)).toBe("1 0");
    await page.keyboard.press("3");
    await eventually(() => inGrid(page)).toBe("2 0");
    await page.keyboard.press("-");
    await eventually(() => inGrid(page)).toBe("3 0");
    await page.evaluate(() => navigator.clipboard.writeText("6\tContaminated the field twice.\n2\tAsk first.\n5"));
    await page.keyboard.press("Control+v");
    await page.getByText("6 is not a level").waitFor();
    await page.getByText("Pasted from row 1. Press 1 to 5.").waitFor();
    const entered = ["Ready", "Ready", "Not here", "Correct it", "Ready", "Ready", "No level"];
    await eventually(() => states(page)).toEqual(entered);
    await page.getByRole("button", { name: "Submit 4 assessments" }).waitFor();

    await page.reload();
    await untilSettled(page);
    await eventually(() => states(page)).toEqual(entered);
    await page.getByRole("button", { name: "1 to correct" }).press("Enter");
    await eventually(() => inGrid(page)).toBe("3 0");
    await page.keyboard.press("1");
    await eventually(() => inGrid(page)).toBe("4 0");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Tab");
    await eventually(() => inGrid(page)).toBe("3 TEXTAREA");
    await page.keyboard.press("End");
    await page.keyboard.type(" Noticed it.");
    await page.keyboard.press("Control+Enter");
    const sent = ["Sent", "Sent", "Not here", "Sent", "Sent", "Sent", "No level"];
    await eventually(() => states(page)).toEqual(sent);
    await page.getByText("Submitted 5 of 5").first().waitFor();
    const after = await levelsOf();
    expect([...after.values()]).toEqual([4, 3, [...before.values()][2], 1, 2, 5, [...before.values()][6]]);

    await page.getByRole("button", { name: "Undo" }).press("Enter");
    await eventually(() => states(page)).toEqual(["Ready", "Ready", "Not here", "Ready", "Ready", "Ready", "No level"]);
    expect(
      await page
        .getByLabel(/^Words for the student/)
        .nth(2)
        .inputValue(),
    ).toBe("Contaminated the field twice. Noticed it.");
    expect(await levelsOf()).toEqual(before);
    const drafts = "select id from assessments where status = 'DRAFT' and competency_id = $1";
    await eventually(async () => (await owner.query(drafts, [competencyId])).rowCount).toBe(0);
    await page.context().close();
  });
});

describe("the same by touch", { timeout: 180_000 }, () => {
  it("keeps what is submitted without a connection, sends it by itself, and says why a row was not accepted", async () => {
    const address = `/assessment/batch?competencyId=${competencyId}&rotationId=${rotationId}`;
    const page = await openAs(address, { width: 390, height: 844, hasTouch: true });
    const before = [...(await levelsOf()).entries()];
    const names = before.map(([name]) => name);
    const tap = (level: string, at: number) =>
      page.getByRole("button", { name: new RegExp(`^${level} · .*: ${names[at]}$`) }).tap();
    await eventually(() => page.getByLabel("Observed").inputValue()).not.toBe("");
    await tap("3", 0);
    await tap("4", 1);
    await tap("5", 2);
    await page.getByLabel(`Words for the student: ${names[1]}`).fill("Well done.");
    await page.getByRole("button", { name: `Not here: ${names[3]}` }).tap();
    // A paste on a phone goes through the field that has the focus.
    await page.getByLabel(`Words for the student: ${names[4]}`).tap();
    await page.evaluate(() => navigator.clipboard.writeText("seven\tToo quick.\n2\tSlowly."));
    await page.keyboard.press("Control+v");
    await page.getByText("seven is not a level").waitFor();
    await page.getByRole("button", { name: `Choose a level: ${names[4]}` }).tap();
    await tap("2", 4);
    await eventually(() => states(page)).toEqual(["Ready", "Ready", "Ready", "Not here", "Ready", "Ready", "No level"]);

    await owner.query(
      `update competency_assignments set status = 'WITHDRAWN' where competency_id = $1
         and user_id = (select id from users where name = $2 and school_id = 'demo')`,
      [competencyId, names[0]],
    );
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Submit 5 assessments" }).tap();
    await page.getByText("5 are kept on this device").waitFor();
    expect(await states(page)).toEqual([
      "Not sent yet",
      "Not sent yet",
      "Not sent yet",
      "Not here",
      "Not sent yet",
      "Not sent yet",
      "No level",
    ]);
    await page.context().setOffline(false);
    await eventually(() => states(page)).toEqual([
      "Not accepted",
      "Sent",
      "Sent",
      "Not here",
      "Sent",
      "Sent",
      "No level",
    ]);
    await page.getByText("It is not assigned to this student.").waitFor();
    const after = [...(await levelsOf()).values()];
    expect(after.slice(1, 6)).toEqual([4, 5, before[3]?.[1], 2, 2]);
    const { rows } = await owner.query(
      `select count(*)::int as n from assessments where competency_id = $1 and submitted_at > now() - interval '1 minute'
         and status = 'SUBMITTED'`,
      [competencyId],
    );
    expect(rows[0]?.n).toBe(4);
    await page.context().close();
  });
});
