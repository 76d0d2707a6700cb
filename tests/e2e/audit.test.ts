import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openAs, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const auditPage = "/dashboard/school-admin/audit";
const looksPage = "/settings/privacy/looks";

it("a supervisor's look is seen by the student and by the school, which finds it, opens it and takes a file", async () => {
  const { people } = opened;
  const supervisor = await openAs(
    opened,
    "supervisor",
    `/dashboard/clinical-supervisor/students/${people.student?.user.id}`,
    1440,
  );
  const name = (await supervisor.getByRole("heading", { level: 1 }).first().textContent()) ?? "";
  const label = await supervisor.getByRole("button", { name: /account of/ }).getAttribute("aria-label");
  const supervisorName = label?.replace(/^.*account of /, "") ?? "";
  await supervisor.context().close();

  const admin = await openAs(opened, "admin", `${auditPage}?kind=looked&days=1`, 1440);
  const entries = admin.getByRole("region", { name: "Audit" });
  const about = admin.getByRole("searchbox", { name: "About" });
  await about.fill(name);
  await expect.poll(() => new URL(admin.url()).searchParams.get("about")).toBe(name);
  await entries
    .getByRole("button", { name: new RegExp(`Looked at: .*${name}`) })
    .filter({ hasText: supervisorName })
    .first()
    .waitFor();
  // By keyboard: J goes to the first entry, Enter opens it.
  await admin.getByRole("heading", { level: 1 }).click();
  await admin.keyboard.press("j");
  await admin.keyboard.press("Enter");
  await admin.getByRole("region", { name: "Details" }).getByText("Words that people wrote", { exact: false }).waitFor();
  expect(await axeFaults(admin)).toEqual([]);

  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: /Export/ }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toContain(name);
  await admin.context().close();
});

it("a school has its audit checked, and finds nothing where nothing matches", async () => {
  const admin = await openAs(opened, "admin", auditPage, 390);
  const state = admin.getByRole("region", { name: "Last check" });
  await state.getByRole("button", { name: "Check now" }).click();
  await state.getByText("Complete and unaltered up to").waitFor({ timeout: 60_000 });
  await expect.poll(() => state.getByRole("button", { name: "Check now" }).isVisible(), { timeout: 60_000 }).toBe(true);
  await admin.getByRole("searchbox", { name: "Who" }).fill("nobody of this name");
  await admin.getByText("Nothing matches").waitFor();
  await admin.getByRole("button", { name: "Clear filters" }).click();
  await admin.getByRole("region", { name: "Audit" }).waitFor();
  await admin.context().close();
});

it("a student sees who looked at their record", async () => {
  const { program, people } = opened;
  if (!people.admin || !people.student) throw new Error("nobody is signed in");
  await getJson(program.address, people.admin, `/api/competency-progress?studentId=${people.student.user.id}`);
  const student = await openAs(opened, "student", "/settings/privacy", 390);
  await student.getByRole("link", { name: "Show who looked" }).click();
  await student.waitForURL(`**${looksPage}`);
  await student.getByRole("heading", { level: 1, name: "Who looked at your record" }).waitFor();
  const first = student.getByRole("region", { name: "Who looked at your record" }).getByRole("listitem").first();
  await first.getByText("School administrator").waitFor();
  await first.getByText("Looked at: ", { exact: false }).waitFor();
  await untilSettled(student);
  expect(await axeFaults(student, { targetSize: true })).toEqual([]);
  await student.context().close();
});
