import { expect, it } from "vitest";
import { stableUuid } from "../../db/demo/people.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";

const opened = useOpenProgram();

const openAs = (who: Who, path: string, width: number) => openPageAs(opened, who, path, width);

it("a student downloads a certificate and hides their name, and the public page follows", async () => {
  const student = await openAs("student", "/dashboard/student/reports", 390);
  const certificate = student.getByRole("article", { name: "Foundations of care" }).first();
  const download = student.waitForEvent("download");
  await certificate.getByRole("link", { name: /^Download/ }).click();
  expect((await download).suggestedFilename()).toBe("certificate-7Q4M-2KDX-9TRB.pdf");
  const transcript = student.waitForEvent("download");
  await student.getByRole("link", { name: "Download transcript" }).click();
  expect((await transcript).suggestedFilename()).toMatch(/^transcript-[\w-]{14}\.pdf$/);

  const anybody = await openAs("nobody", "/verify", 390);
  await anybody.getByLabel("Code").fill("7q4m 2kdx 9trb");
  await anybody.getByRole("button", { name: "Check" }).click();
  await anybody.getByRole("heading", { name: "This certificate is valid" }).waitFor();
  await anybody.getByText("Amina Okafor").waitFor();
  await anybody.getByRole("img", { name: "Riverside School of Nursing" }).waitFor();
  expect(await axeFaults(anybody)).toEqual([]);

  const name = certificate.getByRole("switch", { name: "Your name" });
  await name.focus();
  await name.press("Space");
  await student.getByText("Your name is hidden").waitFor();
  await untilSettled(student);
  expect(await axeFaults(student)).toEqual([]);
  await anybody.reload();
  await anybody.getByText("Riverside").first().waitFor();
  expect(await anybody.getByText("Amina Okafor").count()).toBe(0);
  await student.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => name.isChecked()).toBe(true);

  await anybody.goto(new URL("/verify/4N7K-DEM4-Q8RT", anybody.url()).href);
  await anybody.getByRole("heading", { name: "This certificate was revoked" }).waitFor();
  await anybody.goto(new URL("/verify/4N7K-DEM4-Q8RU", anybody.url()).href);
  await anybody.getByRole("heading", { name: "No document has this code" }).waitFor();
  expect(await anybody.getByRole("img", { name: "Riverside School of Nursing" }).count()).toBe(0);
});

it("a school sees a student's certificates on their record", async () => {
  const id = stableUuid("student@demo.test");
  const admin = await openAs("admin", `/dashboard/school-admin/students/${id}`, 1440);
  const card = admin.getByRole("region", { name: "Certificates and transcript" });
  await card.getByText("7Q4M-2KDX-9TRB").waitFor();
  expect(await card.getByRole("switch").count()).toBe(0);
});
