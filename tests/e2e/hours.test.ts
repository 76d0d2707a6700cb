import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import type { TermsAnswer } from "#src/features/schools/schema.ts";
import type { HoursAnswer, TimeRecordsAnswer } from "#src/features/time-records/schema.ts";
import { addDays } from "#src/lib/day.ts";
import { axeFaults } from "../support/axe.ts";
import { getJson } from "../support/http-client.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();

const openAs = (who: Who, path: string, width: number) => openPageAs(opened, who, path, width);

async function read<Answer>(who: Who, path: string): Promise<Answer> {
  const person = opened.people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return getJson<Answer>(opened.program.address, person, path);
}

async function press(target: Locator, key = "Enter"): Promise<void> {
  await target.focus();
  await target.press(key);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

const statusOf = async (activity: string) =>
  (await read<TimeRecordsAnswer>("student", "/api/time-records?limit=200")).items.find(
    (record) => record.activity === activity,
  )?.status;

it.each(widths)("hours are recorded, approved and refused, by keyboard alone, at %d px", async (width) => {
  const { today } = await read<HoursAnswer>("student", "/api/time-records/by-rotation");
  // Late on a day on which the demo student did not work.
  const day = addDays(today, width === 390 ? -9 : -12);
  const student = await openAs("student", "/dashboard/student/hours", width);
  const add = async (start: string, end: string, activity: string) => {
    await press(student.getByRole("button", { name: "Add hours" }));
    const dialog = student.getByRole("dialog");
    await dialog.getByLabel("Day").fill(day);
    await dialog.getByLabel("Start").fill(start);
    await dialog.getByLabel("End").fill(end);
    await dialog.getByLabel("Break in minutes").fill("0");
    await dialog.getByLabel("What you did").fill(activity);
    if (start === "20:00") await expectNoFaults(student);
    await dialog.getByLabel("What you did").press("Enter");
    await dialog.waitFor({ state: "detached" });
  };
  const reason = `Handover is part of the shift, ${width}.`;
  const [good, bad] = [`Night round ${width}`, `Handover ${width}`];
  await add("20:00", "21:00", good);
  await add("21:00", "21:30", bad);
  expect([await statusOf(good), await statusOf(bad)]).toEqual(["PENDING", "PENDING"]);

  const supervisor = await openAs("supervisor", "/dashboard/clinical-supervisor/hours?search=Amina", width);
  const entry = (times: string) => supervisor.getByRole("checkbox", { name: new RegExp(`^Select Amina.*${times}`) });
  const of = (activity: string) => supervisor.getByRole("listitem").filter({ hasText: activity }).getByRole("checkbox");
  await entry("20:00").first().waitFor();
  await press(of(good), "Space");
  await expectNoFaults(supervisor);
  await press(supervisor.getByRole("button", { name: "Approve 1" }));
  await supervisor.getByText("Approved 1 entry").waitFor();
  await expect.poll(() => statusOf(good)).toBe("APPROVED");

  await press(of(bad), "Space");
  await press(supervisor.getByRole("button", { name: "Do not approve" }).last());
  const dialog = supervisor.getByRole("dialog");
  await press(dialog.getByRole("button", { name: "Do not approve" }));
  // Without a reason nothing is sent.
  await dialog.getByText("This is needed.").waitFor();
  await dialog.getByLabel("Why not").fill(reason);
  await press(dialog.getByRole("button", { name: "Do not approve" }));
  await supervisor.getByText("1 entry not approved").waitFor();
  await expect.poll(() => statusOf(bad)).toBe("NOT_APPROVED");
  await supervisor.context().close();

  // What the student reads, in the week of that day.
  const answer = student.getByText(reason);
  const isThere = () =>
    answer.waitFor({ timeout: 4_000 }).then(
      () => true,
      () => false,
    );
  for (let weeks = 0; weeks < 3 && !(await isThere()); weeks += 1)
    await press(student.getByRole("button", { name: "The week before" }));
  await answer.waitFor();
  await student.context().close();
});

it.each(widths)("a rotation is planned, students are placed, one is deleted, at %d px", async (width) => {
  const { today } = await read<HoursAnswer>("student", "/api/time-records/by-rotation");
  const [term] = (await read<TermsAnswer>("admin", "/api/terms")).items;
  const admin = await openAs("admin", "/dashboard/school-admin/rotations", width);
  const plan = async (name: string) => {
    await press(admin.getByRole("button", { name: "Plan a rotation" }));
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Site").fill("Riverside General");
    await dialog.getByLabel("Unit").fill("Ward 9");
    await dialog.getByLabel("Term").selectOption(term?.name ?? "");
    expect(await dialog.getByLabel("First day").inputValue()).toBe(term?.startsOn);
    expect(await dialog.getByLabel("Last day").inputValue()).toBe(term?.endsOn);
    await dialog.getByLabel("First day").fill(addDays(today, 200));
    await dialog.getByLabel("Last day").fill(addDays(today, 260));
    await dialog.getByRole("textbox", { name: /^Places/ }).fill("2");
    await expectNoFaults(admin);
    await press(dialog.getByRole("button", { name: "Plan rotation" }));
    await admin.waitForURL(/\/rotations\/[^/]+$/);
    await admin.getByRole("heading", { level: 1, name }).waitFor();
  };
  await plan(`Unused ${width}`);
  await press(admin.getByRole("button", { name: "Delete", exact: true }));
  await press(admin.getByRole("alertdialog").getByRole("button", { name: "Delete rotation" }));
  await admin.waitForURL(/\/rotations$/);
  await admin.getByText("Rotation deleted").waitFor();
  await expect.poll(() => admin.getByRole("link", { name: `Unused ${width}` }).count()).toBe(0);

  await plan(`Community ${width}`);
  await press(admin.getByRole("button", { name: "Place students" }).first());
  const dialog = admin.getByRole("dialog");
  const choose = async (field: string, name: string) => {
    const input = dialog.getByRole("combobox", { name: field });
    await input.focus();
    await input.pressSequentially(name.slice(0, 6));
    const option = admin.getByRole("option", { name: new RegExp(name) }).first();
    await option.waitFor();
    const isChosen = async () => (await option.getAttribute("data-highlighted")) !== null;
    for (let downs = 0; downs < 5 && !(await isChosen()); downs += 1) await input.press("ArrowDown");
    await input.press("Enter");
    await expect.poll(() => input.inputValue()).toBe("");
  };
  await choose("Students", "Amina Okafor");
  await choose("Supervisors", "Maya Hansen");
  await press(dialog.getByRole("button", { name: /^Place student/ }));
  await admin.getByText("1 student placed").waitFor();
  await admin.getByRole("link", { name: "Amina Okafor" }).first().waitFor();
  expect(await admin.getByRole("button", { name: "Delete", exact: true }).count()).toBe(0);
  await admin.context().close();
});
