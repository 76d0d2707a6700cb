import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { expect, it } from "vitest";
import { untilSettled } from "../support/browser.ts";
import { openAs, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();

const page = "/settings/privacy";
const schoolPage = "/dashboard/school-admin/privacy";

it("a student takes their data along, and leaves and stays again", async () => {
  const student = await openAs(opened, "student", page, 390);
  const archives = student.getByRole("region", { name: "Take your data along" });
  const links = archives.getByRole("link", { name: /^Download/ });
  const name = (await student.getByRole("button", { name: /account of/ }).getAttribute("aria-label")) ?? "";
  // The school's admin has asked for one too.
  await expect.poll(() => links.count(), { timeout: 60_000 }).toBe(1);
  await archives.getByRole("button", { name: "Make an archive" }).click();
  await expect.poll(() => links.count(), { timeout: 60_000 }).toBe(2);
  const [download] = await Promise.all([student.waitForEvent("download"), links.first().click()]);
  expect(download.suggestedFilename()).toMatch(/\.zip$/);
  const files = unzipSync(readFileSync(await download.path()));
  const [person] = JSON.parse(Buffer.from(files["json/users.json"] ?? []).toString());
  expect(name).toContain(person.name);
  expect(Buffer.from(files["README.txt"] ?? []).toString()).toContain(person.name);

  await student.getByRole("button", { name: "Ask for deletion" }).click();
  const dialog = student.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Ask for deletion" }).click();
  await student.getByText("Deleted after", { exact: false }).waitFor();

  const admin = await openAs(opened, "admin", schoolPage, 1440);
  await admin.getByRole("combobox", { name: "Person" }).fill(person.name);
  await admin.getByRole("option", { name: person.name }).first().click();
  await admin.getByRole("button", { name: "Keep on hold" }).click();
  const asked = admin.getByRole("alertdialog");
  await asked.getByLabel("Reason").fill("A complaint of last week");
  await asked.getByRole("button", { name: "Keep on hold" }).click();
  const holds = admin.getByRole("region", { name: "Holds" });
  await holds.getByText("A complaint of last week").waitFor();
  await admin.getByRole("region", { name: "Erasures" }).getByText("On hold").waitFor();

  await student.reload();
  await untilSettled(student);
  await student.getByText("Your school has to keep your data for now.", { exact: false }).waitFor();
  expect(await student.getByText("complaint").count()).toBe(0);
  await student.getByRole("button", { name: "Take it back" }).click();
  await student.getByRole("button", { name: "Ask for deletion" }).waitFor();

  await holds.getByRole("button", { name: `Lift the hold of ${person.name}` }).click();
  await holds.getByText("Lifted").waitFor();
  await admin.context().close();
  await student.context().close();
});

it("a student answers what the school asks, and changes their mind", async () => {
  const student = await openAs(opened, "student", "/dashboard/student", 390);
  const banner = student.getByRole("region", { name: "Your school asks for your answer" });
  await banner.getByRole("link", { name: "Read and answer" }).click();
  await student.waitForURL(`**${page}`);
  const agree = student.getByRole("button", { name: "Agree: Using your records for research", exact: true });
  const refuse = student.getByRole("button", { name: "Do not agree: Using your records for research" });
  await agree.click();
  await expect.poll(() => agree.getAttribute("aria-pressed")).toBe("true");
  // Nothing is asked any more.
  await banner.waitFor({ state: "detached" });
  await refuse.click();
  await expect.poll(() => refuse.getAttribute("aria-pressed")).toBe("true");
  expect(await agree.getAttribute("aria-pressed")).toBe("false");
  await student.context().close();
});
