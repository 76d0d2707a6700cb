import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { PeopleAnswer } from "#src/features/people/schema.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson, type SignedIn, signIn } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const list = "/dashboard/school-admin/users";

async function openAs(person: SignedIn | undefined, path: string, width = 1440): Promise<Page> {
  const { browser, program } = opened;
  const height = width < 500 ? 844 : 900;
  const context = await openContext(browser, { address: program.address, person, width, height });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

function admin(): SignedIn {
  const { admin: person } = opened.people;
  if (!person) throw new Error("the admin is not signed in");
  return person;
}

const found = async (query: string) =>
  (await getJson<PeopleAnswer>(opened.program.address, admin(), `/api/users?${query}`)).items;

function mailTo(email: string): string | undefined {
  const outbox = join(opened.program.dir, "outbox");
  return readdirSync(outbox)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(outbox, name), "utf8")) as { to: string; text: string })
    .findLast(({ to }) => to === email)?.text;
}

it("invites somebody, who chooses a password by the mailed link and signs in", async () => {
  const email = "wren.okoye@demo.test";
  const page = await openAs(admin(), list);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Wren Okoye");
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => mailTo(email), { timeout: 30_000 }).toContain("/invitation?token=");
  const path = /\/invitation\?token=[\w.-]+/.exec(mailTo(email) ?? "")?.[0] ?? "";

  const own = await openAs(undefined, path);
  await own.getByLabel("Your name").fill("Wren A. Okoye");
  await own.getByLabel("Password", { exact: true }).fill("wren flies over the ward");
  await own.getByRole("button", { name: "Join" }).click();
  await own.getByRole("link", { name: "Sign in" }).click();
  await own.getByLabel("Email").fill(email);
  await own.getByLabel("Password", { exact: true }).fill("wren flies over the ward");
  await own.getByRole("button", { name: "Sign in" }).click();
  await own.waitForURL(/\/dashboard\/student/);
  expect(await found("search=wren")).toMatchObject([{ name: "Wren A. Okoye", status: "ACTIVE" }]);
  const again = await openAs(undefined, path);
  await again.getByText("This link no longer works").waitFor();
});

it("finds, filters, acts on several at once and takes it back", async () => {
  const page = await openAs(admin(), list);
  await page.getByLabel("Find a person").fill("kim");
  await expect.poll(() => page.url()).toContain("search=kim");
  const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
  const expected = await found("search=kim");
  await expect.poll(() => rows.count()).toBe(expected.length);
  await page.getByRole("link", { name: /^Deactivated/ }).click();
  await expect.poll(() => page.url()).toContain("status=SUSPENDED");
  await page.getByRole("checkbox", { name: "Select Ana Boateng" }).check();
  await page.getByRole("button", { name: "Let back in" }).click();
  await page.getByText("Let 1 person back in").waitFor();
  expect(await found("search=boateng&role=STUDENT")).toMatchObject([{ status: "ACTIVE" }]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Put back 1 person").waitFor();
  expect(await found("search=boateng&role=STUDENT")).toMatchObject([{ status: "SUSPENDED" }]);
});

it("ends another browser's session within a second of deactivating its person", async () => {
  const person = await signIn(opened.program.address, "omar.said@demo.test");
  const theirs = await openAs(person, "/dashboard/clinical-supervisor");
  const page = await openAs(admin(), `${list}/${person.user.id}`);
  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await page.getByText("Deactivated 1 person").waitFor();
  const refused = () =>
    fetch(`${opened.program.address}/api/me`, { headers: { authorization: `Bearer ${person.token}` } }).then(
      ({ status }) => status,
    );
  await expect.poll(refused, { timeout: 1_000 }).toBe(401);
  await theirs.reload();
  await theirs.waitForURL(/\/sign-in/);
  await page.getByRole("button", { name: "Let back in" }).click();
  await page.getByText("Let 1 person back in").waitFor();
});

it("merges an entry that was made twice into the one that is kept", async () => {
  const [double] = await found("search=second.address");
  const twins = await found(`search=${encodeURIComponent(double?.name ?? "")}`);
  const kept = twins.find(({ id }) => id !== double?.id);
  const page = await openAs(admin(), `${list}/${kept?.id}`);
  await page.getByRole("button", { name: "Merge into this one" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Merge into this one" }).click();
  await page.getByText(`Merged ${double?.name}`).waitFor();
  expect(await found("search=second.address")).toEqual([]);
});
