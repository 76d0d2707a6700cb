import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page, Route } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { AssignmentsAnswer } from "#src/features/progress/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { pdf, phonePhoto } from "../support/evidence.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

/** Evidence files in the form of an assessment: every way in, a bad line, and the way out. */
const opened = useOpenProgram();
const mib = 1024 * 1024;
const phone = { width: 390, height: 844 };
const slow = { timeout: 30_000 };

async function openForm(nth: number): Promise<Page> {
  const { address } = opened.program;
  const { student, supervisor } = opened.people;
  if (!student || !supervisor) throw new Error("both are signed in");
  const studentId = student.user.id;
  const { items } = await getJson<AssignmentsAnswer>(
    address,
    supervisor,
    `/api/competency-assignments?studentId=${studentId}&status=NOT_STARTED&limit=50`,
  );
  const competencyId = items.filter(({ scaleKind }) => scaleKind === "ORDINAL")[nth]?.competencyId;
  const context = await openContext(opened.browser, { address, person: supervisor, ...phone });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(`${address}/assessment/new?studentId=${studentId}&competencyId=${competencyId}`);
  await untilSettled(page);
  await expect.poll(() => page.getByLabel("Observed").inputValue(), slow).not.toBe("");
  // Folded until files arrive; then the field shows itself.
  await evidence(page).locator("input[multiple]").waitFor({ state: "attached" });
  return page;
}

const evidence = (page: Page) => page.locator('[data-field="evidence"]');
const row = (page: Page, name: string) => evidence(page).getByRole("listitem").filter({ hasText: name });
const wordsOf = (page: Page, name: string) => async () => (await row(page, name).allInnerTexts()).join(" ");
const kept = (page: Page, name: string) => evidence(page).getByRole("link", { name: `Open ${name}` });
const choose = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  evidence(page).locator("input[multiple]").setInputFiles(files);

function video(name: string, sizeBytes: number) {
  const buffer = randomBytes(sizeBytes);
  Buffer.from("\0\0\0\u0018ftypisom\0\0\u0002\0isomiso2", "latin1").copy(buffer);
  return { name, mimeType: "video/mp4", buffer };
}

/** What arrives from the clipboard or from another window. */
async function give(page: Page, how: "paste" | "drop", name: string, type: string, content: Buffer): Promise<void> {
  await page.evaluate(
    ({ how, name, type, content }) => {
      const files = new DataTransfer();
      const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
      files.items.add(new File([bytes], name, { type }));
      const options = { bubbles: true, cancelable: true };
      if (how === "paste")
        document.body.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: files }));
      else {
        const box = document.querySelector('[data-field="evidence"] input[multiple]')?.parentElement;
        box?.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: files }));
      }
    },
    { how, name, type, content: content.toString("base64") },
  );
}

/** Lets the first piece through and holds the next ones, until the line is freed. `offsets` are those of all pieces. */
async function holdLine(context: BrowserContext) {
  const offsets: number[] = [];
  const held: Route[] = [];
  let isHolding = true;
  const pattern = /\/api\/uploads\/[^/]+$/;
  await context.route(pattern, async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return route.continue();
    const offset = Number(request.headers()["upload-offset"]);
    offsets.push(offset);
    if (isHolding && offset > 0) held.push(route);
    else await route.continue();
  });
  return {
    offsets,
    held,
    free: () => {
      isHolding = false;
    },
    end: () => context.unroute(pattern),
  };
}

function partialFiles(): string[] {
  try {
    return readdirSync(join(opened.program.dir, "partial-uploads"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

describe("evidence files", { timeout: 180_000 }, () => {
  it("come by choice, paste and drop, are sent with the assessment, and are downloaded from its page", async () => {
    const page = await openForm(0);
    const photo = { name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: await phonePhoto() };
    await choose(page, photo, { name: "sheet.pdf", mimeType: "application/pdf", buffer: pdf });
    await kept(page, "IMG_0001.jpg").waitFor();
    await kept(page, "sheet.pdf").waitFor();
    await give(page, "paste", "clip.jpg", "image/jpeg", photo.buffer);
    await kept(page, "clip.jpg").waitFor();
    await give(page, "drop", "Patient_Kari_Nordmann.txt", "text/plain", Buffer.from("Observed twice."));
    await kept(page, "Patient_Kari_Nordmann.txt").waitFor();
    expect(await wordsOf(page, "Nordmann")()).toContain("looks as if it named a patient");
    expect(await wordsOf(page, "sheet.pdf")()).not.toContain("looks as if");

    await choose(page, {
      name: "shell.jpg",
      mimeType: "image/jpeg",
      buffer: Buffer.concat([photo.buffer, Buffer.from("<?php")]),
    });
    await expect.poll(wordsOf(page, "shell.jpg"), slow).toContain("contains program code");
    await evidence(page).getByRole("button", { name: "Cancel shell.jpg" }).click();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Choose files");
    await evidence(page).getByRole("button", { name: "Remove clip.jpg" }).click();
    await expect.poll(() => evidence(page).getByRole("listitem").count()).toBe(3);

    await page.getByRole("textbox", { name: "Went well" }).fill("Mrs. Hansen was greeted by name.");
    await page.getByText("This looks as if it named a patient").waitFor();
    await page.getByRole("textbox", { name: "Went well" }).fill("Greeted by name.");
    await expect.poll(() => page.getByText("This looks as if it named a patient").count()).toBe(0);
    expect(await axeFaults(page, { within: '[data-field="evidence"]' })).toEqual([]);

    await expect
      .poll(() => page.locator("[data-task-page] header [aria-live]").textContent(), slow)
      .toContain("Draft saved");
    await page.reload();
    await untilSettled(page);
    await kept(page, "IMG_0001.jpg").waitFor();

    await page.getByRole("radio").nth(3).check();
    await page.getByRole("button", { name: /^Submit/ }).click();
    const answered = page.waitForResponse(
      (response) => /submit|competency-assessments$/.test(response.url()) && response.request().method() === "POST",
    );
    await page.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }).click();
    const { assessmentId } = (await (await answered).json()) as { assessmentId: string };
    await page.goto(`${opened.program.address}/assessment/${assessmentId}`);
    await untilSettled(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /sheet\.pdf/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("sheet.pdf");
    expect(download.url()).toMatch(/\/api\/(files|file-contents)\//);
    const path = await download.path();
    expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(
      createHash("sha256").update(pdf).digest("hex"),
    );
    await page.context().close();
  });

  it("pause and go on, go on by themselves when the line is back, and are given up without a trace", async () => {
    const page = await openForm(1);
    const context = page.context();
    const line = await holdLine(context);

    await choose(page, video("paused.mp4", 8 * mib));
    await expect.poll(() => line.held.length, slow).toBe(1);
    await evidence(page).getByRole("button", { name: "Pause paused.mp4" }).click();
    await expect.poll(wordsOf(page, "paused.mp4")).toMatch(/Paused at (6[0-9]|[7-9][0-9])%/);
    expect(partialFiles().length).toBe(2);
    line.free();
    // It is paused for longer than the token lasts.
    await context.clearCookies({ name: /access/ });
    await evidence(page).getByRole("button", { name: "Go on with paused.mp4" }).click();
    await kept(page, "paused.mp4").waitFor();
    // The first piece was sent once.
    expect(line.offsets.filter((offset) => offset === 0).length).toBe(1);
    expect(new Set(line.offsets)).toEqual(new Set([0, 5 * mib]));
    await line.end();

    const second = await holdLine(context);
    await choose(page, video("cut.mp4", 8 * mib));
    await expect.poll(() => second.held.length, slow).toBe(1);
    await context.setOffline(true);
    for (const route of second.held) await route.abort("internetdisconnected");
    await expect.poll(wordsOf(page, "cut.mp4"), slow).toContain("No connection");
    // A form whose files are still on their way is not complete.
    await page.getByRole("radio").nth(3).check();
    await page.getByRole("button", { name: /^Submit/ }).click();
    await page.getByText("A file is still being sent.").waitFor();
    second.free();
    await context.setOffline(false);
    await kept(page, "cut.mp4").waitFor();
    expect(second.offsets.filter((offset) => offset === 0).length).toBe(1);
    await second.end();

    const third = await holdLine(context);
    await choose(page, video("given-up.mp4", 8 * mib));
    await expect.poll(() => third.held.length, slow).toBe(1);
    expect(partialFiles().length).toBe(2);
    await evidence(page).getByRole("button", { name: "Cancel given-up.mp4" }).click();
    await expect.poll(() => row(page, "given-up.mp4").count()).toBe(0);
    await expect.poll(partialFiles, slow).toEqual([]);
    await context.close();
  });

  it("go on where they stopped when the same file is chosen again after the page was closed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "competency-evidence-"));
    const path = join(folder, "closed.mp4");
    writeFileSync(path, video("closed.mp4", 8 * mib).buffer);
    const page = await openForm(2);
    const line = await holdLine(page.context());
    await evidence(page).locator("input[multiple]").setInputFiles(path);
    await expect.poll(() => line.held.length, slow).toBe(1);
    await page.reload();
    await untilSettled(page);
    line.free();
    await expect.poll(() => page.getByLabel("Observed").inputValue(), slow).not.toBe("");
    await evidence(page).locator("input[multiple]").setInputFiles(path);
    await kept(page, "closed.mp4").waitFor();
    expect(line.offsets.filter((offset) => offset === 0).length).toBe(1);
    await page.context().close();
    rmSync(folder, { recursive: true, force: true });
  });
});
