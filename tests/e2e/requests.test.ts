import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";

const opened = useOpenProgram();

const openAs = (who: Who, path: string, width = 390) => openPageAs(opened, who, path, width);

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(opened.program.address + path);
  await untilSettled(page);
}

async function read<Answer>(who: Who, path: string): Promise<Answer> {
  const person = opened.people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return getJson<Answer>(opened.program.address, person, path);
}

type Requests = { items: { assessmentId: string; studentId: string; competencyName: string; status: string }[] };
const asked = async (id: string) =>
  (await read<Requests>("student", "/api/assessment-requests/asked?limit=200")).items.find(
    ({ assessmentId }) => assessmentId === id,
  );

/** Waits for the student's request of this competency and returns its id. */
async function waitingFor(competencyName: string): Promise<string> {
  const studentId = opened.people.student?.user.id;
  let id = "";
  await expect
    .poll(
      async () => {
        const { items } = await read<Requests>("supervisor", "/api/assessment-requests/waiting");
        id =
          items.find((line) => line.competencyName === competencyName && line.studentId === studentId)?.assessmentId ??
          "";
        return id;
      },
      { timeout: 20_000 },
    )
    .not.toBe("");
  return id;
}

/** The open competencies of the demo student that nobody was asked about, with levels to choose from. */
async function openCompetencies(): Promise<{ competencyId: string; name: string }[]> {
  const { items } = await read<{
    items: { competencyId: string; name: string; status: string; scaleKind: string }[];
  }>("student", "/api/competency-assignments?limit=200");
  const { items: requests } = await read<Requests>("student", "/api/assessment-requests/asked?limit=200");
  const names = requests.map(({ competencyName }) => competencyName);
  return items.filter(
    ({ status, scaleKind, name }) => status === "NOT_STARTED" && scaleKind === "ORDINAL" && !names.includes(name),
  );
}

it("goes from a student's dashboard to the supervisor's form and back", { timeout: 120_000 }, async () => {
  const [competency] = await openCompetencies();
  if (!competency) throw new Error("the demo student has an open competency");
  const student = await openAs("student", "/dashboard/student");
  await student.getByRole("link", { name: "Ask for an assessment" }).click();
  await student.getByRole("searchbox", { name: "Find a competency" }).fill(competency.name);
  await student.getByRole("link", { name: competency.name }).first().click();
  await student.getByRole("radio", { name: /Maya Hansen/ }).check();
  await student.getByRole("radio", { name: "Yesterday" }).check();
  await student.getByRole("button", { name: /Add a note/ }).click();
  await student.getByLabel(/^Note/).fill("In bay 3, before lunch.");
  await student.getByRole("button", { name: "Send to Dr. Maya Hansen" }).click();
  await student.getByText("Sent to Dr. Maya Hansen").waitFor();
  await student.waitForURL(/\/dashboard\/student$/);

  const id = await waitingFor(competency.name);
  const supervisor = await openAs("supervisor", `/assessment/${id}`);
  await supervisor.getByText("In bay 3, before lunch.").waitFor();
  expect(await supervisor.getByRole("button", { name: "Decline the request" }).count()).toBe(1);
  expect(await asked(id)).toMatchObject({ status: "REQUESTED" });

  await supervisor.getByRole("radio", { name: /^3 / }).check();
  await supervisor.getByText("Draft saved").waitFor();
  expect(await supervisor.getByRole("button", { name: "Decline the request" }).count()).toBe(0);
  expect(await asked(id)).toMatchObject({ status: "DRAFT" });
  await visit(student, "/dashboard/student/requests");
  const row = student.getByRole("listitem").filter({ hasText: competency.name });
  await row.getByText("Begun").waitFor();
  await expect
    .poll(() => student.getByText("Up to date", { exact: true }).count(), { timeout: 20_000 })
    .toBeGreaterThan(0);

  await supervisor.getByRole("button", { name: /^Submit/ }).click();
  await supervisor.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }).click();
  await supervisor.waitForURL(/\/dashboard\/clinical-supervisor$/);
  // The open page follows by itself.
  await row.getByText("Assessed").waitFor();
  await student.context().close();
  await supervisor.context().close();
});

it("is taken back at once, and declined with a reason that the student reads", { timeout: 120_000 }, async () => {
  const [competency] = await openCompetencies();
  if (!competency) throw new Error("the demo student has an open competency");
  const path = `/dashboard/student/requests/new?competencyId=${competency.competencyId}`;
  const student = await openAs("student", path);
  const send = async () => {
    await student.getByRole("radio", { name: /Maya Hansen/ }).check();
    await student.getByRole("button", { name: "Send to Dr. Maya Hansen" }).click();
    await student.getByText("Sent to Dr. Maya Hansen").waitFor();
    return waitingFor(competency.name);
  };
  const first = await send();
  await student.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await asked(first))?.status).toBe("CANCELLED");

  await visit(student, path);
  const second = await send();
  const supervisor = await openAs("supervisor", `/assessment/${second}`);
  await supervisor.getByRole("button", { name: "Decline the request" }).click();
  const dialog = supervisor.getByRole("dialog");
  await dialog.getByRole("button", { name: "Decline" }).click();
  await dialog.getByText("Say why, in a few words.").waitFor();
  await dialog.getByLabel("Why not?").fill("I saw only the end of it.");
  await dialog.getByRole("button", { name: "Decline" }).click();
  await supervisor.waitForURL(/\/dashboard\/clinical-supervisor$/);
  await visit(student, `/assessment/${second}`);
  await student.getByText("I saw only the end of it.").waitFor();
  await student.context().close();
  await supervisor.context().close();
});

it("is asked for by keyboard alone, from an explanation", { timeout: 120_000 }, async () => {
  const [competency] = await openCompetencies();
  if (!competency) throw new Error("the demo student has an open competency");
  const page = await openAs(
    "student",
    `/dashboard/student/competencies?why=competency:${competency.competencyId}`,
    1440,
  );
  const link = page.getByRole("dialog").getByRole("link", { name: "Ask for an assessment" });
  await link.waitFor();
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Who saw you do it?" }).waitFor();
  await tabTo(page, page.getByRole("radio", { name: /Rivera|Hansen|Chen/ }).first());
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("radio", { name: "Today" }));
  await page.keyboard.press("ArrowRight");
  await tabTo(page, page.getByRole("button", { name: /^Send to / }));
  await page.keyboard.press("Enter");
  await page.getByText(/^Sent to /).waitFor();
  await page.waitForURL(/\/dashboard\/student\/competencies$/);
  const { items } = await read<Requests>("student", "/api/assessment-requests/asked?state=open");
  expect(items.some(({ competencyName }) => competencyName === competency.name)).toBe(true);
  await page.context().close();
});

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not reach it");
}
