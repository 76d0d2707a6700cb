import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import type { AssignmentsAnswer } from "#src/features/progress/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { usePagePaths } from "../support/page-paths.ts";
import { openContext, useOpenProgram, type Who } from "../support/pages.ts";

const opened = useOpenProgram();
const paths = usePagePaths(opened);
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

const view = (who: Exclude<Who, "nobody">, id: string) =>
  read<StaffAssessmentView>(who, `/api/competency-assessments/${id}`);

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

describe("an assessment after it was submitted", { timeout: 180_000 }, () => {
  let id = "";

  it("is taken back from the receipt, and is the same form again", async () => {
    const studentId = opened.people.student?.user.id ?? "";
    const { items } = await read<AssignmentsAnswer>(
      "supervisor",
      `/api/competency-assignments?studentId=${studentId}&status=NOT_STARTED&limit=50`,
    );
    const competencyId = items.find(({ scaleKind }) => scaleKind === "ORDINAL")?.competencyId;
    const page = await open("supervisor", `/assessment/new?studentId=${studentId}&competencyId=${competencyId}`, phone);
    await expect.poll(() => page.locator("[name=observedAt]").inputValue()).not.toBe("");
    await page.getByRole("radio").nth(3).check();
    await page.getByRole("textbox", { name: "Next time" }).fill("Say the plan aloud.");
    await page.getByRole("button", { name: /^Submit/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.waitForURL(/\/assessment\/[0-9a-f-]+$/);
    await untilSettled(page);
    id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect(await page.getByRole("textbox", { name: "Next time" }).inputValue()).toBe("Say the plan aloud.");
    expect(await page.getByRole("radio").nth(3).isChecked()).toBe(true);
    expect((await view("supervisor", id)).status).toBe("DRAFT");
    await expect(view("student", id)).rejects.toThrow("404");

    await page.getByRole("button", { name: /^Submit/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }).click();
    await expect.poll(async () => (await view("supervisor", id)).status).toBe("SUBMITTED");
    await page.context().close();
  });

  it("is amended by its author with the keyboard, and shows what changed", async () => {
    const page = await open("supervisor", `/assessment/${id}`, desk);
    await page.getByRole("button", { name: "Amend" }).focus();
    await page.keyboard.press("Enter");
    const words = page.getByLabel("Next time");
    await words.fill("Say the plan and the time aloud.");
    await page.getByRole("button", { name: "Save amendment" }).focus();
    await page.keyboard.press("Enter");
    const reason = page.getByLabel("Why do you amend it?");
    await expect.poll(() => reason.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type("I left out the time.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What the amendment changed" }).waitFor();
    expect(await page.locator("ins").allTextContents()).toEqual(["Added: and the time "]);
    await expectNoFaults(page);
    await page.context().close();
  });

  it("is read and answered by the student on a phone, and its author sees both at once", async () => {
    const author = await open("supervisor", `/assessment/${id}`, desk);
    const page = await open("student", `/assessment/${id}`, phone);
    await page.getByRole("button", { name: "I have read this" }).click();
    await page.getByText(/^You read this on/).waitFor();
    await page.getByLabel("Your reply").fill("Thank you. May I try again this week?");
    await page.getByRole("button", { name: "Send reply" }).click();
    await expect.poll(() => page.getByLabel("Your reply").count(), { timeout: 20_000 }).toBe(0);
    expect(await page.getByText("Thank you. May I try again this week?").count()).toBe(1);
    await expectNoFaults(page);
    // Without a reload.
    await author.getByText("Thank you. May I try again this week?").waitFor();
    await author.getByText(/^Amina read this on/).waitFor();
    await page.context().close();
    await author.context().close();
  });

  it("is voided by the school only with a reason", async () => {
    const page = await open("admin", `/assessment/${id}`, desk);
    await page.getByRole("button", { name: "Void" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Void assessment" }).click();
    await dialog.getByText("Say why in a few words.").waitFor();
    await dialog.getByLabel("Why is it void?").fill("This was another student.");
    await dialog.getByRole("button", { name: "Void assessment" }).click();
    await page.getByRole("heading", { name: /^Voided by/ }).waitFor();
    expect((await view("student", id)).status).toBe("VOIDED");
    await page.context().close();
  });

  it("is countersigned by another supervisor, where that is asked for", async () => {
    const ids = paths.supervisor.flatMap((path) => /^\/assessment\/([0-9a-f-]{36})$/.exec(path)?.[1] ?? []);
    const views = await Promise.all(ids.map((one) => view("supervisor", one)));
    const waiting = views.find(({ nextActs }) => nextActs.includes("countersign"));
    const page = await open("supervisor", `/assessment/${waiting?.id}`, phone);
    await page.getByLabel("Comment").fill("Agreed.");
    await page.getByRole("button", { name: "Countersign", exact: true }).click();
    await page.getByRole("heading", { name: /^Countersigned by/ }).waitFor();
    await page.context().close();
  });
});
