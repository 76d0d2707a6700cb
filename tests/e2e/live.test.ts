import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { AssignmentsAnswer } from "#src/features/progress/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson, type SignedIn } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();

function person(who: "student" | "supervisor"): SignedIn {
  const found = opened.people[who];
  if (!found) throw new Error(`${who} is not signed in`);
  return found;
}

async function contextOf(width: number): Promise<BrowserContext> {
  const { address } = opened.program;
  return openContext(opened.browser, { address, person: person("student"), width, height: 844 });
}

async function openDashboard(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${opened.program.address}/dashboard/student`);
  await untilSettled(page);
  await page.getByRole("status").filter({ hasText: "Up to date" }).waitFor({ timeout: 20_000 });
  return page;
}

/** A competency that one assessment completes. */
async function nearlyCompleted() {
  const { items } = await getJson<AssignmentsAnswer>(
    opened.program.address,
    person("supervisor"),
    `/api/competency-assignments?studentId=${person("student").user.id}&status=NOT_STARTED&limit=100`,
  );
  const found = items.find(
    ({ scaleKind, requiredObservations }) => scaleKind === "ORDINAL" && requiredObservations === 1,
  );
  if (!found) throw new Error("the demo student has nothing that one assessment completes");
  return found;
}

async function assess(competencyId: string, overallRating: number): Promise<void> {
  const answer = await fetch(`${opened.program.address}/api/competency-assessments`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${person("supervisor").token}` },
    body: JSON.stringify({ studentId: person("student").user.id, competencyId, evaluationData: { overallRating } }),
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
}

const completions = (page: Page) => page.getByText(/^You completed /);

describe("a student who is looking", () => {
  it("is told once, in one window, what an assessment completed; the notification stays", async () => {
    const context = await contextOf(1440);
    const page = await openDashboard(context);
    const { competencyId, name, category } = await nearlyCompleted();
    await assess(competencyId, 4);
    // It is the last of its category and of its framework.
    await page.getByText("You completed everything in Core clinical competencies").waitFor({ timeout: 10_000 });
    await page.getByText(`Also completed: ${category}, ${name}.`).waitFor();
    if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE });
    expect(await completions(page).count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    await page.reload();
    await untilSettled(page);
    await sleep(1_000);
    expect(await completions(page).count()).toBe(0);
    await page.goto(`${opened.program.address}/notifications`);
    await page.getByText(`You completed ${name}.`).first().waitFor();
    await context.close();
  });

  it("where no WebSocket passes too, on a phone, and goes on by the stream after a break", async () => {
    const context = await contextOf(390);
    await context.addInitScript(() => {
      // What a proxy that knows no upgrade does.
      globalThis.WebSocket = class {
        onclose: ((event: { code: number }) => void) | undefined;
        constructor() {
          setTimeout(() => this.onclose?.({ code: 1006 }), 20);
        }
        close() {}
        send() {}
      } as never;
    });
    const streams: string[] = [];
    context.on("request", (request) => {
      if (request.url().includes("/api/realtime/stream")) streams.push(request.url());
    });
    const page = await openDashboard(context);
    expect(streams.length).toBe(1);
    const first = await nearlyCompleted();
    await assess(first.competencyId, 4);
    await completions(page).waitFor({ timeout: 10_000 });

    await context.setOffline(true);
    await page.getByRole("status").filter({ hasText: "Offline" }).waitFor();
    await expect.poll(() => completions(page).count(), { timeout: 15_000 }).toBe(0);
    const second = await nearlyCompleted();
    await assess(second.competencyId, 4);
    await context.setOffline(false);
    await page.getByText(`You completed ${second.name}`).waitFor({ timeout: 20_000 });
    expect(streams.at(-1)).toMatch(/lastEventId=\d+/);
    await context.close();
  });
});
