import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { postgresBackend, redisBackend } from "#src/platform/jobs/backends.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";
import { ownerUrlOf } from "../support/program.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const path = "/dashboard/super-admin/jobs";

async function openJobs(width: number): Promise<Page> {
  const { browser, program, people } = opened;
  const height = width < 500 ? 844 : 900;
  const context = await openContext(browser, { address: program.address, person: people.super, width, height });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

/** Jobs that no version of the program knows, and one that is for later. */
async function addJobs(name: string): Promise<void> {
  const { program } = opened;
  const backend = program.redisUrl
    ? redisBackend(connectPatientRedis({ url: program.redisUrl }))
    : postgresBackend(ownerUrlOf(program));
  const queue = backend.openQueue();
  await queue.waitUntilReady();
  await queue.addBulk([
    ...["a", "b"].map((key) => ({ name, data: { secret: "Amina" }, opts: { jobId: `${name}-${key}`, attempts: 1 } })),
    { name: `${name}-later`, data: {}, opts: { jobId: `${name}-later`, delay: 3_600_000 } },
  ]);
  await queue.close();
  await backend.close();
}

it.each(widths)(
  "a super admin sees workers and schedules, and retries, discards and cancels jobs, at %d px",
  { timeout: 180_000 },
  async (width) => {
    const page = await openJobs(width);
    await page.getByRole("region", { name: "Workers" }).getByText("Running", { exact: true }).first().waitFor();
    const schedules = page.getByRole("region", { name: "By the clock" });
    await schedules.getByText("audit.seal").waitFor();
    await schedules.getByText("Every minute").first().waitFor();
    await page.getByRole("region", { name: "By kind" }).getByText("sessions.send-mails").waitFor();
    expect(await axeFaults(page)).toEqual([]);

    // What fails appears by itself, without what the job was given.
    const name = `reports.make-${width === 390 ? "phone" : "desk"}`;
    await addJobs(name);
    const failures = page.getByRole("region", { name: "Failed jobs, the latest first" });
    const lines = failures.getByRole("listitem").filter({ hasText: name });
    await expect.poll(() => lines.count()).toBe(2);
    await failures.getByText("This version of the program does not know the job.").first().waitFor();
    expect(await page.content()).not.toContain("Amina");
    expect(await axeFaults(page)).toEqual([]);

    // Retried, they run, and fail again: both are there with a new time.
    await failures.getByRole("button", { name: `Retry all 2 of ${name}` }).click();
    await lines.getByText("Is retried").first().waitFor();
    await expect.poll(() => lines.getByRole("button", { name: `Retry ${name}` }).count()).toBe(2);

    // By keyboard: the question opens on the safe button, and the focus returns.
    const discard = lines.first().getByRole("button", { name: `Discard ${name}` });
    await discard.focus();
    await page.keyboard.press("Enter");
    const question = page.getByRole("alertdialog", { name: `Discard ${name}?` });
    await question.waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    await expect.poll(() => discard.evaluate((button) => button === document.activeElement)).toBe(true);
    for (const left of [1, 0]) {
      await lines
        .first()
        .getByRole("button", { name: `Discard ${name}` })
        .click();
      await question.getByRole("button", { name: "Discard job" }).click();
      await expect.poll(() => lines.getByRole("button", { name: `Discard ${name}` }).count()).toBe(left);
      await expect.poll(() => lines.count()).toBe(left);
    }

    const upcoming = page.getByRole("region", { name: "Waiting and for later" });
    await upcoming.getByRole("button", { name: `Cancel ${name}-later` }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel job" }).click();
    await expect.poll(() => page.getByText(`${name}-later`).count()).toBe(0);
    await page.context().close();
  },
);
