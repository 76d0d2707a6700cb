import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { stableUuid, studentEmail } from "../../db/demo/people.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { usePagePaths } from "../support/page-paths.ts";
import { everyone, fewAtOnce, openContext, openPage, useOpenProgram, type Who } from "../support/pages.ts";
import { ownerUrlOf } from "../support/program.ts";

const opened = useOpenProgram();
const paths = usePagePaths(opened);

async function open(who: Who, path: string, options: { width: number; height: number; theme?: "light" | "dark" }) {
  const context = await openContext(opened.browser, {
    address: opened.program.address,
    person: opened.people[who],
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${opened.program.address}${path}`);
  await untilSettled(page);
  return page;
}

const unknownId = "00000000-0000-4000-8000-000000000000";

describe("an address without a page", () => {
  /** A student and a framework of another school, as their school has them. */
  const foreign = {
    student: "00000000-0000-4000-8000-00000000f001",
    framework: "00000000-0000-4000-8000-00000000f002",
  };

  beforeAll(async () => {
    const owner = new pg.Client(ownerUrlOf(opened.program));
    await owner.connect();
    await owner.query("insert into schools (id, name) values ('south', 'South')");
    await owner.query(
      "insert into users (id, school_id, name, email, role) values ($1, 'south', 'Carl', 'carl@south.test', 'STUDENT')",
      [foreign.student],
    );
    await owner.query(
      "insert into competency_templates (id, school_id, name, created_by) values ($1, 'south', 'Other', 'system')",
      [foreign.framework],
    );
    await owner.end();
  });

  const statusOf = async (who: Who, path: string) => {
    const cookie = opened.people[who]?.cookie;
    const response = await fetch(`${opened.program.address}${path}`, {
      headers: { accept: "text/html", ...(cookie ? { cookie } : {}) },
      redirect: "manual",
    });
    return response.status;
  };

  it.each(["/nowhere", "/sign-in/nowhere", "/api/docs/nowhere"])("%s is answered 404 to everybody", async (path) => {
    for (const who of everyone) expect(await statusOf(who, path), who).toBe(404);
  });

  it.each(["/dashboard/nowhere", "/dashboard/student/a/b/c", "/assessment", "/assessment/a/b", "/assessment/nothing"])(
    "%s is answered 404 to those who are signed in, and asks others to sign in",
    async (path) => {
      expect(await statusOf("nobody", path)).toBe(307);
      for (const who of ["student", "supervisor", "admin"] as const) expect(await statusOf(who, path), who).toBe(404);
    },
  );

  it("is answered 404 for an id that is none, is unknown, or is another school's", async () => {
    for (const id of ["batch", "1", unknownId, unknownId.toUpperCase(), foreign.student]) {
      const student = `/dashboard/clinical-supervisor/students/${id}`;
      expect(await statusOf("supervisor", student), id).toBe(404);
      expect(await statusOf("nobody", student), id).toBe(307);
      expect(await statusOf("admin", `/dashboard/school-admin/students/${id}`), id).toBe(404);
    }
    for (const id of ["batch", unknownId, foreign.framework]) {
      expect(await statusOf("admin", `/dashboard/school-admin/frameworks/${id}`), id).toBe(404);
      expect(await statusOf("admin", `/dashboard/school-admin/frameworks/${id}/deploy`), id).toBe(404);
    }
    const known = paths.student
      .find((path) => /competencies\/./.test(path))
      ?.split("/")
      .at(-1);
    expect(await statusOf("student", `/dashboard/student/competencies/${known}`)).toBe(200);
    for (const id of ["batch", unknownId, stableUuid("student@demo.test")]) {
      const record = `/students/${stableUuid("student@demo.test")}/competencies/${id}`;
      expect(await statusOf("student", `/dashboard/student/competencies/${id}`), id).toBe(404);
      expect(await statusOf("nobody", `/dashboard/student/competencies/${id}`), id).toBe(307);
      expect(await statusOf("supervisor", `/dashboard/clinical-supervisor${record}`), id).toBe(404);
      expect(await statusOf("admin", `/dashboard/school-admin${record}`), id).toBe(404);
    }
    // A competency of one student under the address of another.
    const other = stableUuid(studentEmail(1));
    expect(await statusOf("admin", `/dashboard/school-admin/students/${other}/competencies/${known}`)).toBe(404);
    for (const id of ["nothing", unknownId]) {
      for (const path of [`/assessment/${id}`, `/feedback/${id}`, `/dashboard/clinical-supervisor/submissions/${id}`]) {
        expect(await statusOf("supervisor", path), path).toBe(404);
        expect(await statusOf("nobody", path), path).toBe(307);
      }
      expect(await statusOf("student", `/dashboard/student/submissions/${id}`), id).toBe(404);
      expect(await statusOf("admin", `/dashboard/school-admin/submissions/${id}`), id).toBe(404);
    }
  });

  it("leaves the shell, with the way back", async () => {
    for (const path of [
      "/dashboard/nowhere",
      `/dashboard/clinical-supervisor/students/${unknownId}`,
      "/assessment/nothing",
    ]) {
      const page = await open("supervisor", path, { width: 1440, height: 900 });
      await page.getByRole("heading", { level: 1, name: "There is nothing here" }).waitFor();
      expect(await page.getByRole("navigation", { name: "Main", exact: true }).isVisible(), path).toBe(true);
      expect(await page.getByRole("link", { name: "Go to your dashboard" }).isVisible(), path).toBe(true);
      await page.context().close();
    }
  });

  it("answers 200 for every page that there is", async () => {
    for (const who of everyone) {
      for (const path of paths[who].filter((one) => one !== "/nowhere")) {
        expect(await statusOf(who, path), path).toBe(200);
      }
    }
  });
});

describe("on paper", () => {
  const printed = [
    ["student", "/dashboard/student"],
    ["student", "/dashboard/student/competencies"],
    ["supervisor", "/dashboard/clinical-supervisor/students"],
    ["supervisor", `/dashboard/clinical-supervisor/students/${stableUuid("student@demo.test")}`],
    ["admin", "/dashboard/school-admin"],
    ["admin", "/dashboard/school-admin/frameworks"],
  ] as const;

  it.each(printed)("%s's page %s is light, without shell and controls, with title and date", async (who, path) => {
    const page = await open(who, path, { width: 1440, height: 900, theme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const colours = () =>
      page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return [backgroundColor, color];
      });
    // Reduced motion shortens transitions, and one of no length is over in the next frame.
    await expect.poll(colours).toEqual(["rgba(0, 0, 0, 0)", "rgb(22, 32, 46)"]);
    const shown = await page.evaluate(shownControls);
    expect(shown).toEqual([]);
    expect(await page.getByRole("heading", { level: 1 }).isVisible()).toBe(true);
    expect(await page.locator("[data-print-head]").textContent()).toMatch(/Printed .*\d{4}/);
    for (const head of await page.locator("table thead").all()) {
      expect(await head.evaluate((node) => getComputedStyle(node).display)).toMatch(/table-header-group|none/);
    }
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await page.context().close();
  });

  it("has its chart, as wide as the page", async () => {
    const page = await open("student", "/dashboard/student", { width: 1440, height: 900 });
    await page.locator(".recharts-surface").first().waitFor();
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 703, height: 1000 });
    const box = () => page.locator(".recharts-surface").first().boundingBox();
    // It is drawn anew after the page has become narrower.
    await expect.poll(async () => ((await box())?.x ?? 0) + ((await box())?.width ?? 703)).toBeLessThanOrEqual(703);
    expect((await box())?.width).toBeGreaterThan(300);
    await page.context().close();
  });
});

/** Runs in the page: what only a screen can use, and is visible. Titles, rows and figures that are links are content. */
function shownControls(): string[] {
  const controls = "nav, aside, [data-shell-header], input, select, textarea, [role=tab], main button, main a";
  return [...document.querySelectorAll<HTMLElement>(controls)]
    .filter((node) => node.checkVisibility() && node.getClientRects().length > 0)
    .filter(
      (node) => !node.matches("main li button, main li a, main td a, main th button, main header a, main footer a"),
    )
    .filter((node) => !node.matches("main [data-figure] > div > a"))
    .map((node) => `${node.tagName} ${node.textContent}`.slice(0, 60));
}

describe("the pages of the API's description", () => {
  it("give axe nothing to object to, with all their parts open", async () => {
    const page = await open("nobody", "/api/docs", { width: 390, height: 844 });
    const context = page.context();
    const links = await page.locator("nav a").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    const linked = links.filter((link) => !link.includes("#"));
    const sizes = await fewAtOnce(2, linked, async (path) => {
      const { length } = await (await fetch(`${opened.program.address}${path}`)).text();
      return { path, length };
    });
    // All are made by one template: the longest has every part of it, and the shortest the fewest. A soak looks at all.
    const bySize = sizes.toSorted((one, other) => other.length - one.length).map(({ path }) => path);
    const looked = ["/api/docs", ...(process.env.SOAK ? bySize : [...bySize.slice(0, 3), ...bySize.slice(-1)])];
    const found = await fewAtOnce(2, looked, async (path) => {
      const { page } = await openPage(context, opened.program.address, path);
      await page.locator("details").evaluateAll((all) => {
        for (const one of all) one.setAttribute("open", "");
      });
      const light = await axeFaults(page, { targetSize: true });
      await page.emulateMedia({ colorScheme: "dark" });
      // The other theme differs in its colours only.
      const dark = await axeFaults(page, { only: ["color-contrast"] });
      await page.close();
      return [...light.map((fault) => `${path} light: ${fault}`), ...dark.map((fault) => `${path} dark: ${fault}`)];
    });
    await context.close();
    expect(found.flat()).toEqual([]);
  });
});

describe("the state of the connection", () => {
  it("is shown on a phone", async () => {
    const page = await open("student", "/dashboard/student", { width: 390, height: 844 });
    const state = page
      .getByRole("status")
      .filter({ hasText: /live|offline|reconnecting|up to date/i })
      .first();
    await state.waitFor();
    expect(await state.isVisible()).toBe(true);
    await page.context().setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    const word = state.locator("span").last();
    await page.waitForFunction(
      () => !/^(live|up to date)$/i.test(document.querySelector("header [role=status]")?.textContent ?? ""),
    );
    expect((await word.boundingBox())?.width).toBeGreaterThan(100);
    await page.context().close();
  });
});
