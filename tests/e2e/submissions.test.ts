import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();

const openAs = (who: Who, path: string, width: number) => openPageAs(opened, who, path, width);

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(opened.program.address + path);
  await untilSettled(page);
}

async function read<Answer>(who: Who, path: string): Promise<Answer> {
  const person = opened.people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return getJson<Answer>(opened.program.address, person, path);
}

type Assignment = {
  id: string;
  competencyId: string;
  name: string;
  status: string;
  scaleKind: string;
  result: number | null;
};
type Submission = { id: string; status: string; kind: string; competencyId: string };

const assignments = async () =>
  (await read<{ items: Assignment[] }>("student", "/api/competency-assignments?limit=200")).items;
const submissionOf = async (competencyId: string) =>
  (await read<{ items: Submission[] }>("student", `/api/submissions?competencyId=${competencyId}`)).items[0];

/** A competency of the demo student that is not started, with levels to choose from. */
async function unstarted(): Promise<Assignment> {
  const found = (await assignments()).filter(
    ({ status, scaleKind }) => (status === "NOT_STARTED" || status === "OVERDUE") && scaleKind === "ORDINAL",
  );
  const withoutEvidence = [];
  for (const one of found) if (!(await submissionOf(one.competencyId))) withoutEvidence.push(one);
  const [first] = withoutEvidence.filter(({ result }) => result === null);
  if (!first) throw new Error("the demo student has an open competency");
  return first;
}

it.each(widths)(
  "is submitted, returned with a comment, submitted again and approved at %d px, and progress moves",
  { timeout: 180_000 },
  async (width) => {
    const { id, competencyId, name } = await unstarted();
    const competencyPath = `/dashboard/student/competencies/${id}`;
    const student = await openAs("student", competencyPath, width);
    await student.getByRole("link", { name: "Submit evidence" }).click();
    await student.getByRole("heading", { name, level: 2 }).waitFor();

    // Nothing is lost by a reload, neither what is saved nor what was typed a moment ago.
    const words = student.getByLabel("Your evidence");
    await words.fill("I led the round on Ward 4.");
    await student.getByText("Draft saved").waitFor();
    await words.fill("I led the round on Ward 4, and noted what I would do otherwise.");
    await student.reload();
    await untilSettled(student);
    await expect.poll(() => words.inputValue()).toContain("otherwise");
    await student.getByText("Draft saved").waitFor();
    await student.getByRole("button", { name: "Submit", exact: true }).click();
    await student.waitForURL((url) => url.pathname === competencyPath);
    const row = student.getByRole("region", { name: "Your evidence" }).getByRole("listitem");
    await row.getByText("Waiting for review").waitFor();
    await expect
      .poll(async () => (await assignments()).find((one) => one.id === id)?.status)
      .toMatch(/^(IN_PROGRESS|OVERDUE)$/);

    const supervisor = await openAs("supervisor", "/dashboard/clinical-supervisor", width);
    await supervisor.getByRole("main").getByRole("link", { name: "Evidence to review" }).click();
    const waiting = supervisor.getByRole("link", { name: `Amina Okafor, ${name}` });
    await waiting.click();
    await supervisor.getByText("I led the round on Ward 4").waitFor();
    await supervisor.getByRole("radio", { name: "Return with a comment" }).check();
    await supervisor.getByRole("textbox", { name: "Comment" }).fill("What would you do otherwise?");
    await supervisor.reload();
    await untilSettled(supervisor);
    await expect
      .poll(() => supervisor.getByRole("textbox", { name: "Comment" }).inputValue())
      .toBe("What would you do otherwise?");
    await supervisor.getByRole("button", { name: "Return to Amina Okafor" }).click();
    await supervisor.waitForURL(/\/clinical-supervisor\/submissions$/);

    // The student's open page follows by itself.
    await row.getByText("Returned to you").waitFor();
    await row.getByRole("link").click();
    await student.getByText("What would you do otherwise?").first().waitFor();
    await words.fill("I led the round on Ward 4. Next time I would begin with the patient who is most ill.");
    await student.getByLabel("What did you change?").fill("I added the last sentence.");
    await student.getByRole("button", { name: "Submit again" }).click();
    await expect.poll(async () => (await submissionOf(competencyId))?.status).toBe("SUBMITTED");

    await waiting.click();
    await supervisor.getByText("I added the last sentence.").waitFor();
    await supervisor.getByRole("radio", { name: /^Approve/ }).check();
    await supervisor.getByRole("button", { name: "Approve" }).click();
    await supervisor.getByText("Choose a level.").waitFor();
    await supervisor.getByRole("radio", { name: /^3 / }).check();
    await supervisor.getByRole("textbox", { name: "Comment" }).fill("That shows judgement.");
    await supervisor.getByRole("button", { name: "Approve" }).click();
    await supervisor.waitForURL(/\/clinical-supervisor\/submissions$/);
    await expect.poll(async () => (await submissionOf(competencyId))?.status).toBe("APPROVED");
    expect((await assignments()).find((one) => one.id === id)).toMatchObject({ result: 3 });

    await visit(student, competencyPath);
    await row.getByText("Approved").waitFor();
    await student.getByText("That shows judgement.").waitFor();
    await student.context().close();
    await supervisor.context().close();
  },
);

it("is written, submitted and reviewed by keyboard alone, as prior learning", { timeout: 180_000 }, async () => {
  const { competencyId, name } = await unstarted();
  const student = await openAs("student", "/dashboard/student/submissions", 1440);
  await press(student, student.getByRole("main").getByRole("link", { name: "Submit evidence" }), "Enter");
  const find = student.getByRole("searchbox", { name: "Find a competency" });
  await find.waitFor();
  await tabTo(student, find);
  await student.keyboard.type(name);
  await press(student, student.getByRole("link", { name, exact: true }).first(), "Enter");
  await student.getByRole("heading", { name, level: 2 }).waitFor();
  await tabTo(student, student.getByRole("radio", { name: /^Evidence/ }));
  await student.keyboard.press("ArrowDown");
  await press(student, student.getByRole("button", { name: "Submit", exact: true }), "Enter");
  await student.getByText("Say where you learnt it.").waitFor();
  // The first gap has the focus.
  await expect
    .poll(() => student.getByLabel("Where did you learn it?").evaluate((field) => field === document.activeElement))
    .toBe(true);
  await student.keyboard.type("St Anne's Hospice");
  for (const [label, day] of [
    ["From", "2020-01-06"],
    ["Until", "2020-06-30"],
  ] as const) {
    const field = student.getByLabel(label, { exact: true });
    await tabTo(student, field);
    // A browser's own date field: typed in the order of its language.
    const [year, month, date] = day.split("-");
    const order = await student.evaluate(() =>
      new Intl.DateTimeFormat().formatToParts(0).flatMap(({ type }) => (type === "literal" ? [] : [type])),
    );
    const parts: Record<string, string | undefined> = { day: date, month, year };
    await student.keyboard.type(order.map((part) => parts[part] ?? "").join(""));
    expect(await field.inputValue()).toBe(day);
  }
  await tabTo(student, student.getByLabel("Your evidence"));
  await student.keyboard.type("Half a year of personal care.");
  await press(student, student.getByRole("button", { name: "Submit", exact: true }), "Enter");
  await expect.poll(async () => (await submissionOf(competencyId))?.status).toBe("SUBMITTED");
  expect(await submissionOf(competencyId)).toMatchObject({ kind: "PRIOR_LEARNING" });
  await student.context().close();

  const school = await openAs("admin", "/dashboard/school-admin/submissions", 1440);
  await press(school, school.getByRole("link", { name: `Amina Okafor, ${name}` }), "Enter");
  await school.getByText("St Anne's Hospice").waitFor();
  await tabTo(school, school.getByRole("radio", { name: /^Approve/ }));
  await school.keyboard.press("ArrowDown");
  await school.keyboard.press("ArrowDown");
  await tabTo(school, school.getByRole("textbox", { name: "Comment" }));
  await school.keyboard.type("Please send the reference first.");
  await press(school, school.getByRole("button", { name: "Do not accept" }), "Enter");
  await expect.poll(async () => (await submissionOf(competencyId))?.status).toBe("REJECTED");
  await school.context().close();
});

async function press(page: Page, target: Locator, key: string): Promise<void> {
  await target.waitFor();
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not reach it");
}
