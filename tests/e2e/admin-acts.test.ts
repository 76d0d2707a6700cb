import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { StudentDeploymentsAnswer } from "#src/features/deployments/schema.ts";
import type { PersonAnswer } from "#src/features/people/schema.ts";
import { stableUuid } from "../../db/demo/people.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const studentId = stableUuid("student@demo.test");
const record = `/dashboard/school-admin/students/${studentId}`;

async function openRecord(width = 1440): Promise<Page> {
  const { browser, program, people } = opened;
  const context = await openContext(browser, {
    address: program.address,
    person: people.admin,
    width,
    height: width < 500 ? 844 : 900,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + record);
  await untilSettled(page);
  return page;
}

/** By keyboard alone: the focus is brought there, and a key pressed. */
async function press(target: Locator, key = "Enter"): Promise<void> {
  await target.focus();
  await target.press(key);
}

async function choose(page: Page, act: string): Promise<void> {
  const item = page.getByRole("menuitem", { name: act, exact: true });
  // A dialog gives the focus back a moment after it is gone, which closes a menu that a machine was quick to open.
  const open = async () => {
    if (await item.isVisible()) return true;
    await press(page.getByRole("button", { name: "Acts", exact: true }));
    return item.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(open).toBe(true);
  await press(item);
}

async function read<T>(path: string): Promise<T> {
  const { program, people } = opened;
  if (!people.admin) throw new Error("the admin is signed in");
  return getJson<T>(program.address, people.admin, path);
}

const openWork = async () => (await read<StudentDeploymentsAnswer>(`/api/students/${studentId}/deployments`)).items;

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

describe("what a school does for a student on their record", { timeout: 120_000 }, () => {
  it.each(widths)("extends the due dates of an assignment, and undoes it, at %d px", async (width) => {
    const page = await openRecord(width);
    const [before] = await openWork();
    await choose(page, "Extend due dates");
    const dialog = page.getByRole("dialog", { name: /^Extend due dates of/ });
    await dialog.getByLabel("Assignment").waitFor();
    await expectNoFaults(page);
    await dialog.getByLabel("Assignment").selectOption(before?.deploymentId ?? "");
    await dialog.getByLabel("Days").fill("no days");
    await press(dialog.getByRole("button", { name: "Change due date" }));
    await dialog.getByText("Give a number of days from 1 to 3650.").waitFor();
    await dialog.getByLabel("Days").fill("21");
    await press(dialog.getByRole("button", { name: "Change due date" }));
    await page.getByText("Due date changed for 1 student").waitFor();
    const dueOn = async () =>
      (await openWork()).find(({ deploymentId }) => deploymentId === before?.deploymentId)?.dueOn;
    await expect.poll(dueOn).not.toBe(before?.dueOn);
    await press(page.getByRole("button", { name: "Undo", exact: true }).first());
    await expect.poll(dueOn, { timeout: 15_000 }).toBe(before?.dueOn);
    await page.context().close();
  });

  it("withdraws an assignment with a reason, and undoes it", async () => {
    const page = await openRecord();
    const before = await openWork();
    await choose(page, "Withdraw");
    const dialog = page.getByRole("dialog", { name: /^Withdraw from/ });
    await dialog.getByLabel("Assignment").waitFor();
    await press(dialog.getByRole("button", { name: "Withdraw", exact: true }));
    await dialog.getByText("Give a reason.").waitFor();
    await expectNoFaults(page);
    await dialog.getByLabel("Reason").fill("Has the certificate of another school.");
    await press(dialog.getByRole("button", { name: "Withdraw", exact: true }));
    await page.getByText(/assignments? withdrawn$/).waitFor();
    const ids = async () => (await openWork()).map(({ deploymentId }) => deploymentId);
    expect(await ids()).not.toContain(before[0]?.deploymentId);
    await press(page.getByRole("button", { name: "Undo", exact: true }).first());
    await expect.poll(openWork, { timeout: 15_000 }).toEqual(before);
    await page.context().close();
  });

  it("places them in a rotation that is chosen there", async () => {
    const page = await openRecord();
    const placements = async () => (await read<PersonAnswer>(`/api/users/${studentId}`)).placements.length;
    const before = await placements();
    await choose(page, "Place");
    const dialog = page.getByRole("dialog", { name: /^Place / });
    const rotation = dialog.getByLabel("Rotation");
    await rotation.waitFor();
    await expectNoFaults(page);
    const names = await rotation.locator("option").allTextContents();
    const skills = names.find((name) => /skills/i.test(name)) ?? names.at(-1) ?? "";
    await rotation.selectOption({ label: skills });
    await press(dialog.getByRole("button", { name: "Place student" }));
    await dialog.getByText("This is needed.").waitFor();
    await dialog.getByRole("combobox", { name: "Supervisors" }).fill("a");
    await page.getByRole("option").first().click();
    const last = dialog.getByLabel("Last day");
    await dialog.getByLabel("First day").fill(await last.inputValue());
    await press(dialog.getByRole("button", { name: "Place student" }));
    await page.getByText("1 student placed").waitFor();
    expect(await placements()).toBe(before + 1);
    await page.context().close();
  });

  it("sends a link to reset the password once that is confirmed", async () => {
    const mails = () =>
      readdirSync(join(opened.program.dir, "outbox"))
        .filter((name) => name.endsWith(".json"))
        .map((name): { to: string; text: string } =>
          JSON.parse(readFileSync(join(opened.program.dir, "outbox", name), "utf8")),
        )
        .filter(({ to, text }) => to === "student@demo.test" && text.includes("/reset-password#token="));
    const page = await openRecord(390);
    await choose(page, "Reset password");
    const dialog = page.getByRole("alertdialog");
    await dialog.waitFor();
    await expectNoFaults(page);
    await press(dialog.getByRole("button", { name: "Cancel" }));
    await dialog.waitFor({ state: "detached" });
    await choose(page, "Reset password");
    await press(page.getByRole("alertdialog").getByRole("button", { name: "Send the link" }));
    await page.getByText("A link for a new password is on its way").waitFor();
    await expect.poll(() => mails().length, { timeout: 60_000 }).toBe(1);
    await page.context().close();
  });
});
