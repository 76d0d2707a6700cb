import { expect, it } from "vitest";
import type { z } from "zod";
import type { MigrationsAnswer } from "#src/features/framework-migrations/schema.ts";
import type { frameworksAnswer } from "#src/features/frameworks/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();

async function read<Answer>(path: string): Promise<Answer> {
  const person = opened.people.admin;
  if (!person) throw new Error("the admin is not signed in");
  return getJson<Answer>(opened.program.address, person, path);
}

it.each(widths)("students are previewed, moved to a new version and moved back, at %d px", async (width) => {
  const { browser, program, people } = opened;
  const context = await openContext(browser, {
    address: program.address,
    person: people.admin,
    width,
    height: width < 500 ? 844 : 900,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const { items } = await read<z.output<typeof frameworksAnswer>>(
    "/api/competency-frameworks?search=Practical&status=PUBLISHED",
  );
  const id = items.find(({ version }) => version === "2")?.id ?? "";
  const expectNoFaults = async () => {
    expect(await axeFaults(page)).toEqual([]);
  };

  await page.goto(`${program.address}/dashboard/school-admin/frameworks/${id}/changes`);
  await untilSettled(page);
  await page.getByRole("heading", { name: /5 changes: New 1, Changed 3, Retired 1/ }).waitFor();
  await expectNoFaults();

  await page.goto(`${program.address}/dashboard/school-admin/frameworks/${id}/move`);
  await untilSettled(page);
  await page.getByRole("button", { name: "Preview the move" }).click();
  await page.getByText("What is safe").waitFor();
  await untilSettled(page);
  await page
    .getByRole("button", { name: /^Fall below/ })
    .first()
    .click();
  // The rows of all students stay until those of the filter are there.
  await untilSettled(page);
  await page
    .getByRole("button", { name: /^What changes for/ })
    .first()
    .click();
  await page.getByText("Falls below").first().waitFor();
  await expectNoFaults();
  await page
    .getByRole("checkbox", { name: /^Move / })
    .first()
    .uncheck();
  // A move of before, below, says the same.
  await page.getByRole("paragraph").filter({ hasText: "1 student is left out" }).waitFor();
  const done = page.getByRole("heading", { name: /students were moved to version/ });
  const undone = page.getByText(/students were moved back/);
  const before = await done.count();
  await page.getByRole("button", { name: /^Move \d+ students$/ }).click();
  await expect.poll(() => done.count(), { timeout: 120_000 }).toBe(before + 1);
  await expectNoFaults();

  await page.getByRole("button", { name: "Undo the whole move" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Undo the whole move" }).click();
  await expect.poll(() => undone.count(), { timeout: 120_000 }).toBe(before + 1);
  const { items: moves } = await read<MigrationsAnswer>(`/api/framework-migrations?frameworkId=${id}`);
  expect(moves[0]).toMatchObject({ status: "MOVED", states: { moved: 0, planned: 0, leftOut: 1 } });
  await context.close();
});
