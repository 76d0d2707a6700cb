import ICAL from "ical.js";
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();

const openAs = (who: Who, path: string, width: number) => openPageAs(opened, who, path, width);

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

it.each(widths)("the address of a calendar is made, read, renewed and ended, at %d px", async (width) => {
  const page = await openAs("student", "/dashboard/student", width);
  await page.getByRole("button", { name: /account of/ }).click();
  await page.getByRole("menuitem", { name: "Your calendar" }).click();
  await page.waitForURL("**/settings/calendar");
  await untilSettled(page);
  await page.getByRole("button", { name: "Make an address" }).click();
  const field = page.getByRole("textbox", { name: "Address of your calendar" });
  const address = await field.inputValue();
  const answer = await fetch(address);
  expect(answer.status).toBe(200);
  const events = new ICAL.Component(ICAL.parse(await answer.text())).getAllSubcomponents("vevent");
  expect(events.length).toBeGreaterThan(0);
  await expectNoFaults(page);

  await page.getByRole("button", { name: "Make a new address" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make a new address" }).click();
  await expect.poll(() => field.inputValue()).not.toBe(address);
  expect((await fetch(address)).status).toBe(404);
  const second = await field.inputValue();
  expect((await fetch(second)).status).toBe(200);

  // It is in no later answer.
  await page.reload();
  await untilSettled(page);
  await page.getByText("Your calendar has an address").waitFor();
  expect(await field.count()).toBe(0);
  await page.getByRole("button", { name: "Switch off" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Switch off" }).click();
  await page.getByRole("button", { name: "Make an address" }).waitFor();
  expect((await fetch(second)).status).toBe(404);
  await page.context().close();
});

it.each(widths)("a student who needs attention is reminded once a day, at %d px", async (width) => {
  const page = await openAs("admin", "/dashboard/school-admin", width);
  const card = page.getByRole("region", { name: "Who needs attention" });
  // Each width reminds another student.
  const line = card.getByRole("listitem").nth(widths.indexOf(width));
  const button = line.getByRole("button", { name: /^Remind/ });
  await button.click();
  await page.getByText(/was reminded$/).waitFor();
  await button.click();
  await page.getByText("Your school reminded them today already.").waitFor();
  await expectNoFaults(page);
  await page.context().close();
});

it.each(widths)(
  "all students with something overdue who are shown are reminded after one question, at %d px",
  async (width) => {
    const page = await openAs("admin", "/dashboard/school-admin", width);
    const dialog = page.getByRole("alertdialog");
    const askIn = async (part: Locator) => {
      const button = part.getByRole("button", { name: /^Remind all \d+$/ });
      await button.click();
      await dialog.getByRole("heading", { name: /^Remind these \d+ students\?$/ }).waitFor();
      return button;
    };
    const button = await askIn(page.getByRole("region", { name: "Who needs attention" }));
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true);

    await page.goto(`${opened.program.address}/dashboard/school-admin?standing=BEHIND`);
    await untilSettled(page);
    await askIn(page.getByRole("region", { name: "Students", exact: true }));
    await expectNoFaults(page);
    await dialog.getByRole("button", { name: /^Remind \d+ students$/ }).click();
    // Both widths remind the same students: the second finds them reminded.
    if (width === widths[0]) await page.getByText(/students? (was|were) reminded$/).waitFor();
    else {
      await page.getByText("Nobody was reminded").waitFor();
      await page.getByText(/^\d+ reminded today already/).waitFor();
    }
    await page.context().close();
  },
);

it.each(widths)("a school sets the days before a due date, at %d px", async (width) => {
  const page = await openAs("admin", "/dashboard/school-admin/settings/requests", width);
  const card = page.getByRole("region", { name: "Reminders of due dates" });
  const field = card.getByRole("textbox", { name: "Days before the due date" });
  const save = card.getByRole("button", { name: "Save" });
  await field.fill("7, 61");
  await save.click();
  await page.getByText("Write whole numbers from 1 to 60, with commas between them.").waitFor();
  await expectNoFaults(page);
  await field.fill("1, 14 3");
  await save.click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.reload();
  await untilSettled(page);
  expect(await field.inputValue()).toBe("14, 3, 1");
  await field.fill("7, 1");
  await save.click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.context().close();
});
