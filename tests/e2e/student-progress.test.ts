import { expect, it } from "vitest";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import type { RatingsAnswer } from "#src/features/analytics/school/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openAs as openPageAs, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const path = "/dashboard/student/progress";

const open = (width: number, query = "") => openPageAs(opened, "student", `${path}${query}`, width);

function read<T>(from: string): Promise<T> {
  const { student } = opened.people;
  if (!student) throw new Error("nobody is signed in");
  return getJson<T>(opened.program.address, student, from);
}

it("shows the figures of the API, in its charts and in their tables", async () => {
  const { summary } = await read<AnalyticsAnswer>("/api/competency-analytics?scope=student&timeframe=180d");
  const page = await open(1440);
  const { below = 0, at = 0, above = 0 } = summary.ratings ?? {};
  await page.getByRole("heading", { name: `${at + above} of your ${below + at + above} ratings reached` }).waitFor();
  for (const [name, count] of [
    ["Above", above],
    ["At", at],
    ["Below", below],
  ] as const)
    await page.getByRole("button", { name: `${name} target: ${count} assessments` }).waitFor();
  const dots = page.getByRole("list", { name: /^Assessments by day/ }).getByRole("link");
  expect(await dots.count()).toBe(below + at + above);

  const categories = page.getByRole("table", { name: /still open/ });
  await page.getByRole("button", { name: /^Show all/ }).click();
  const rows = await categories.locator("tbody tr").allInnerTexts();
  const said = summary.completion?.byCategory ?? [];
  expect(rows).toHaveLength(said.length);
  for (const { category, completed, total } of said)
    expect(rows.some((row) => row.includes(category) && row.includes(`${completed} of ${total}`))).toBe(true);

  const bars = page.getByRole("region", { name: /You were assessed in/ });
  await bars.getByRole("button", { name: "Show as a table" }).click();
  const weeks = await bars
    .locator("tbody tr")
    .evaluateAll((lines) =>
      lines.map((line) => [...line.querySelectorAll("td")].map((cell) => Number(cell.textContent))),
    );
  const sum = (column: number) => weeks.reduce((all, week) => all + (week[column] ?? 0), 0);
  expect([sum(0), sum(1), sum(2)]).toEqual([at + above, below, below + at + above]);

  const progress = page.getByRole("region", { name: /At your pace you finish/ });
  await progress.getByRole("button", { name: "Show as a table" }).click();
  const today = await progress.locator("tbody tr td:nth-child(2)").allInnerTexts();
  expect(today.findLast((figure) => figure !== "–")).toBe(String(summary.completion?.completed));
  await untilSettled(page);
  expect(await axeFaults(page)).toEqual([]);
});

it("opens a figure down to its assessments, by keyboard", async () => {
  const { items } = await read<RatingsAnswer>("/api/competency-analytics/ratings?limit=1");
  const page = await open(1440);
  const dots = page.getByRole("list", { name: /^Assessments by day/ }).getByRole("link");
  await dots.last().focus();
  await page.keyboard.press("Home");
  expect(await dots.first().evaluate((dot) => dot === document.activeElement)).toBe(true);
  await page.keyboard.press("End");
  expect(await dots.last().evaluate((dot) => dot === document.activeElement)).toBe(true);
  await page.getByRole("button", { name: /^Below target:/ }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Below target" });
  await dialog.getByRole("link").first().waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await dots.last().press("Enter");
  await page.waitForURL(`**/assessment/${items[0]?.assessmentId}`);
});

it("suggests, acts and hides what does not help, also after a reload", async () => {
  const { recommendations } = await read<AnalyticsAnswer>("/api/competency-analytics?scope=student&timeframe=180d");
  const name = recommendations[0]?.subject.name ?? "";
  const page = await open(390);
  const card = page.getByRole("region", { name: /that would help most/ });
  await card.getByRole("button", { name: `Not helpful? ${name}` }).click();
  await page.getByText(`${name} is not suggested any more`).waitFor();
  await page.reload();
  await untilSettled(page);
  expect(await card.getByText(name).count()).toBe(0);
  await card.getByRole("button", { name: "Show 1 hidden" }).click();
  await card.getByRole("link", { name: `Ask for an assessment: ${name}` }).click();
  await page.waitForURL("**/dashboard/student/requests/new?**");
});

it("keeps the period in the address", async () => {
  const { summary } = await read<AnalyticsAnswer>("/api/competency-analytics?scope=student&timeframe=90d");
  const page = await open(390);
  await page.getByRole("button", { name: "90 days" }).click();
  const { below = 0, at = 0, above = 0 } = summary.ratings ?? {};
  await page.getByRole("heading", { name: `${at + above} of your ${below + at + above} ratings reached` }).waitFor();
  expect(new URL(page.url()).searchParams.get("period")).toBe("90d");
});
