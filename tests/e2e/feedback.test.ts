import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import type { RoundsAnswer } from "#src/features/feedback/schema.ts";
import type { AssignmentsAnswer } from "#src/features/progress/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson, type SignedIn, signIn } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const phone = { width: 390, height: 844 };
const desk = { width: 1440, height: 900 };
/** The demo student's supervisors, of whom the first is the demo account. */
const names = ["Dr. Maya Hansen", "Tomás Rivera", "Dr. Li Chen"];
let colleagues: SignedIn[] = [];

beforeAll(async () => {
  const { address } = opened.program;
  colleagues = [await signIn(address, "tomas.rivera@demo.test"), await signIn(address, "li.chen@demo.test")];
});

const student = () => person(opened.people.student);
const maya = () => person(opened.people.supervisor);
function person(found: SignedIn | undefined): SignedIn {
  if (!found) throw new Error("somebody is not signed in");
  return found;
}

async function open(who: SignedIn, path: string, screen: { width: number; height: number }): Promise<Page> {
  const { address } = opened.program;
  const context = await openContext(opened.browser, { address, person: who, ...screen });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(`${address}${path}`);
  await untilSettled(page);
  return page;
}

const read = <T>(who: SignedIn, path: string) => getJson<T>(opened.program.address, who, path);

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

/** What the page shows below its header, whose menus name the student's supervisors nowhere. */
const textOf = (page: Page) =>
  page
    .locator("main")
    .textContent()
    .then((text) => text ?? "");

describe("feedback by several", { timeout: 180_000 }, () => {
  let id = "";
  let assignmentId = "";

  it("is asked of three colleagues, by keyboard alone", async () => {
    const { items } = await read<AssignmentsAnswer>(
      maya(),
      `/api/competency-assignments?studentId=${student().user.id}&status=NOT_STARTED&limit=50`,
    );
    const chosen = items.find(({ scaleKind, asked }) => scaleKind === "ORDINAL" && asked === null);
    if (!chosen) throw new Error("the demo student has begun everything");
    assignmentId = chosen.id;
    const path = `/dashboard/clinical-supervisor/students/${student().user.id}/competencies/${assignmentId}`;
    const page = await open(maya(), path, desk);
    await page.getByRole("link", { name: "Ask colleagues" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/feedback\/new/);
    await untilSettled(page);
    await page.getByRole("button", { name: "Ask colleagues" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Choose 3 more: three are needed.").waitFor();
    for (const name of names) {
      await page.getByRole("checkbox", { name }).focus();
      await page.keyboard.press("Space");
    }
    await expectNoFaults(page);
    await page.getByRole("button", { name: "Ask 3 colleagues" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === path);
    const rounds = await read<RoundsAnswer>(maya(), "/api/feedback-rounds");
    id =
      rounds.items.find(({ competencyName, answered }) => competencyName === chosen.name && answered === 0)?.roundId ??
      "";
    expect(id).not.toBe("");
    await page.context().close();
  });

  it("is answered by two on a phone, each from their queue; the student sees nothing yet", async () => {
    for (const [index, colleague] of colleagues.entries()) {
      const page = await open(colleague, "/dashboard/clinical-supervisor", phone);
      await page.locator(`a[href="/feedback/${id}"]`).click();
      await page.waitForURL(`**/feedback/${id}`);
      await untilSettled(page);
      await page.getByText("With fewer than three answers").waitFor();
      await page
        .getByRole("radio")
        .nth(index + 1)
        .check();
      await page.getByLabel("Went well").fill(`Calm in the room, seen ${index + 1} times.`);
      await page.getByLabel("Private note").fill("For staff alone.");
      if (index === 0) {
        await page.reload();
        await untilSettled(page);
        await expect.poll(() => page.getByLabel("Went well").inputValue()).toContain("seen 1 times");
        await expect.poll(() => page.getByRole("radio").nth(1).isChecked()).toBe(true);
        await expectNoFaults(page);
      }
      await page.getByRole("button", { name: "Give this feedback" }).click();
      await page.getByText("Thank you. Your feedback is kept.").waitFor();
      await page.context().close();
    }
    await expect(read(student(), `/api/competency-assessments/${id}`)).rejects.toThrow("404");
    const page = await open(maya(), `/feedback/${id}`, phone);
    await page.getByText("2 of 3 answered").waitFor();
    await page.getByText("One more answer, and you can close it.").waitFor();
    expect(await page.getByRole("button", { name: "Close and show" }).count()).toBe(0);
    expect(await textOf(page)).not.toContain("Calm in the room");
    await expectNoFaults(page);
    await page.getByRole("radio").nth(3).check();
    await page.getByRole("button", { name: "Give this feedback" }).click();
    await page.getByText("Everybody answered").waitFor();
    await page.context().close();
  });

  it.each([
    ["a phone", phone],
    ["a desk", desk],
  ])("is read by the student without names on %s", async (_, screen) => {
    const page = await open(student(), `/assessment/${id}`, screen);
    await page.getByRole("heading", { name: "3 assessors gave feedback" }).waitFor();
    expect(await page.getByText(/^Assessor \d, not named$/).count()).toBe(3);
    const text = await textOf(page);
    for (const name of names) expect(text).not.toContain(name);
    expect(text).not.toContain("For staff alone.");
    await expectNoFaults(page);
    await page.context().close();
  });

  it("is beside how the student sees themselves, which counts for nothing", async () => {
    const before = await read<{ result: number | null }>(student(), `/api/competency-assignments/${assignmentId}`);
    const page = await open(student(), `/assessment/${id}`, phone);
    await page.getByRole("button", { name: "Say how you see yourself" }).click();
    const card = page.getByRole("region", { name: "How do you see yourself?" });
    await card.getByRole("radio").nth(4).check();
    await card.getByLabel("In your words").fill("I was nervous, and it showed.");
    await expectNoFaults(page);
    await card.getByRole("button", { name: "Save" }).click();
    // The field has these words too until they are saved.
    await card.getByRole("button", { name: "Save" }).waitFor({ state: "hidden" });
    await card.getByText("I was nervous, and it showed.").waitFor();
    await page.context().close();

    const view = await read<StaffAssessmentView>(maya(), `/api/competency-assessments/${id}`);
    expect(view.evaluations.filter(({ isSelf }) => isSelf).map(({ overallRating }) => overallRating)).toHaveLength(1);
    const after = await read<{ result: number | null }>(student(), `/api/competency-assignments/${assignmentId}`);
    expect(after.result).toBe(before.result);

    const competency = await open(student(), `/dashboard/student/competencies/${assignmentId}`, desk);
    await competency.getByText("Shown, never counted: self-assessment.").last().waitFor();
    expect(await competency.getByText("An assessor, not named", { exact: true }).count()).toBe(3);
    const text = await textOf(competency);
    for (const name of names) expect(text).not.toContain(name);
    await expectNoFaults(competency);
    await competency.context().close();
  });

  it("is read with its authors by staff", async () => {
    const page = await open(maya(), `/assessment/${id}`, desk);
    await page.getByRole("heading", { name: "3 assessors gave feedback" }).waitFor();
    const text = await textOf(page);
    for (const name of names) expect(text).toContain(name);
    await expectNoFaults(page);
    await page.context().close();
  });
});
