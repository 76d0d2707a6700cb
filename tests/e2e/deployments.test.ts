import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import type { DeploymentAnswer, DeploymentLine, deploymentStudentsAnswer } from "#src/features/deployments/schema.ts";
import type { TermsAnswer } from "#src/features/schools/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const phone = { width: 390, height: 844 };
const desk = { width: 1440, height: 900 };
const list = "/dashboard/school-admin/assignments";

type Students = z.infer<typeof deploymentStudentsAnswer>;

async function open(path: string, screen: { width: number; height: number } = desk): Promise<Page> {
  const { address } = opened.program;
  const context = await openContext(opened.browser, { address, person: opened.people.admin, ...screen });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(`${address}${path}`);
  await untilSettled(page);
  return page;
}

async function read<T>(path: string): Promise<T> {
  if (!opened.people.admin) throw new Error("the admin is signed in");
  return getJson<T>(opened.program.address, opened.people.admin, path);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(isWider).toBe(false);
}

const one = (id: string) => read<DeploymentAnswer>(`/api/competency-deployments/${id}`);

describe("assigning to students", { timeout: 240_000 }, () => {
  let deploymentId = "";

  it("shows beforehand what it will do, with a due date relative to each student", async () => {
    const { items } = await read<{ items: { id: string; name: string }[] }>(
      "/api/competency-frameworks?status=PUBLISHED&limit=200",
    );
    const framework = items.find(({ name }) => name.startsWith("Recertification"));
    const page = await open(`/dashboard/school-admin/frameworks/${framework?.id}/deploy`);
    await page.getByRole("checkbox", { name: /^Practical Nursing 2027/ }).check();
    await page.getByTestId("deploy-preview").waitFor();
    const [term] = (await read<TermsAnswer>("/api/terms")).items;
    await page.getByLabel("Term").selectOption(`End of ${term?.name}`);
    expect(await page.getByLabel("Due by").inputValue()).toBe(term?.endsOn);
    await page.getByRole("radio", { name: "Relative to each student" }).check();
    await page.getByLabel("Number", { exact: true }).fill("6");
    await page.getByText(/^Due by /).waitFor();
    const words = await page.getByTestId("deploy-preview").textContent();
    expect(words).toMatch(/^20 students × \d+ competencies: \d+ new assignments$/);
    await expectNoFaults(page);
    await page.getByRole("button", { name: "Assign to students" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Assign to students" }).click();
    await page.waitForURL(/deployment=/);
    deploymentId = new URL(page.url()).searchParams.get("deployment") ?? "";
    await page.getByRole("heading", { name: "The framework is assigned" }).waitFor();
    const made = Number(words?.match(/(\d+) new/)?.[1]);
    expect((await one(deploymentId)).assignmentsDone).toBeGreaterThanOrEqual(made);
    await page.getByRole("link", { name: "See how far they are" }).click();
    await page.waitForURL(new RegExp(`${list}/`));
    await page.context().close();
  });

  it("extends the due date for everybody, and undoes it from the toast", async () => {
    const page = await open(`${list}/${deploymentId}`);
    const dueOf = async () =>
      (await read<Students>(`/api/competency-deployments/${deploymentId}/students`)).items[0]?.dueOn;
    const before = await dueOf();
    await page.getByRole("button", { name: "Change the due date" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("How").selectOption("Later");
    await dialog.getByLabel("Days").fill("14");
    await dialog.getByLabel("Reason").fill("The skills lab is closed.");
    await dialog.getByRole("button", { name: "Change due date" }).click();
    await page.getByText(/^Due date changed for \d+ students/).waitFor();
    expect(await dueOf()).not.toBe(before);
    await page.getByRole("button", { name: "Undo", exact: true }).first().click();
    await expect.poll(dueOf, { timeout: 15_000 }).toBe(before);
    await page.getByText("Change of the due date undone for everybody").waitFor();
    await expectNoFaults(page);
    await page.context().close();
  });

  it("withdraws one student with a reason, which the history undoes", async () => {
    const page = await open(`${list}/${deploymentId}`);
    const { items } = await read<Students>(`/api/competency-deployments/${deploymentId}/students`);
    const student = items.find(({ completed, total }) => total > 0 && completed === 0);
    await page.getByRole("button", { name: "Withdraw", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Only some students" }).check();
    await dialog.getByRole("combobox", { name: "Students" }).fill(student?.name ?? "");
    await page
      .getByRole("option", { name: new RegExp(student?.name ?? "") })
      .first()
      .click();
    await dialog.getByLabel("Reason").fill("Has the certificate of another school.");
    await dialog.getByRole("button", { name: "Withdraw", exact: true }).click();
    await page.getByText(/assignments? withdrawn$/).waitFor();
    await expect.poll(async () => (await one(deploymentId)).progress.withdrawn).toBe(student?.total);
    await page.getByText("Has the certificate of another school.").waitFor();
    await page.getByRole("button", { name: /^Undo: Withdrawn/ }).click();
    await expect.poll(async () => (await one(deploymentId)).progress.withdrawn, { timeout: 15_000 }).toBe(0);
    await page.context().close();
  });

  it("cancels what has not begun", async () => {
    const { items } = await read<{ items: DeploymentLine[] }>("/api/competency-deployments?status=SCHEDULED");
    const scheduled = items[0];
    const page = await open(`${list}/${scheduled?.id}`, phone);
    await expectNoFaults(page);
    await page.getByRole("button", { name: "Cancel it" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel it" }).click();
    await page.getByText("It was cancelled").first().waitFor();
    await expect.poll(async () => (await one(scheduled?.id ?? "")).status).toBe("CANCELLED");
    await page.context().close();
  });

  it("lists everything, narrowed by the address, on a desk and a phone", async () => {
    for (const screen of [desk, phone]) {
      const page = await open(`${list}?status=WITHDRAWN`, screen);
      await page
        .getByRole("link", { name: /Recertification/ })
        .first()
        .waitFor();
      await expectNoFaults(page);
      await page.context().close();
    }
  });
});

describe("the table of assignments", () => {
  it("sorts over all of its pages by its headings, in the address, and the file follows", async () => {
    const page = await open(list);
    const heading = page.getByRole("columnheader", { name: "Framework" });
    await heading.getByRole("button").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => heading.getAttribute("aria-sort")).toBe("ascending");
    await page.keyboard.press("Enter");
    await expect.poll(() => heading.getAttribute("aria-sort")).toBe("descending");
    await expect.poll(() => new URL(page.url()).search).toBe("?sort=framework&direction=desc");
    const query = "sort=framework&direction=desc";
    const { items } = await read<{ items: DeploymentLine[] }>(`/api/competency-deployments?${query}`);
    const names = () => page.getByRole("row").getByRole("link").allTextContents();
    await expect.poll(names).toEqual(items.map(({ frameworkName }) => frameworkName));
    const file = await page.getByRole("link", { name: "Export", exact: true }).getAttribute("href");
    expect(file).toBe(`/api/competency-deployments/export?${query}`);

    await page.reload();
    await untilSettled(page);
    await expect.poll(() => heading.getAttribute("aria-sort")).toBe("descending");
    await heading.getByRole("button").click();
    await expect.poll(() => new URL(page.url()).search).toBe("");
  });
});
