import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { usePagePaths } from "../support/page-paths.ts";
import { everyone, fewAtOnce, openContext, openPage, useOpenProgram } from "../support/pages.ts";
import { ownerUrlOf } from "../support/program.ts";

const opened = useOpenProgram();
const paths = usePagePaths(opened);

describe("names of 100 letters without a space", () => {
  const long = "Wolfeschlegelsteinhausenbergerdorff".repeat(3).slice(0, 100);

  beforeAll(async () => {
    const owner = new pg.Client(ownerUrlOf(opened.program));
    await owner.connect();
    await owner.query("update users set name = $1 where role in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')", [
      long,
    ]);
    await owner.query("update cohorts set name = left($1, 90) || substr(id, 1, 8)", [long]);
    await owner.query("update rotations set name = $1, unit = $1", [long]);
    await owner.query("update schools set name = $1 where id <> 'default'", [long]);
    await owner.end();
  });

  it.each(everyone)("fit into 320 pixels and into a wide window on the pages of %s", async (who) => {
    const wide: string[] = [];
    const { address } = opened.program;
    const size = { width: 320, height: 800 };
    const context = await openContext(opened.browser, { address, person: opened.people[who], ...size });
    await fewAtOnce(3, paths[who], async (path) => {
      const { page } = await openPage(context, address, path);
      for (const width of [1440, 320]) {
        await page.setViewportSize({ width, height: 800 });
        // Some lists are drawn anew for another width, on a busy machine some frames later.
        await expect
          .poll(() => page.evaluate(widest), { timeout: 3_000 })
          .toBeUndefined()
          .catch(async () => wide.push(`${path} at ${width}: ${await page.evaluate(widest)}`));
      }
      await page.close();
    });
    await context.close();
    expect(wide).toEqual([]);
  });
});

/** Runs in the page: what reaches beyond the window, if anything does. */
function widest(): string | undefined {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return undefined;
  const isClipped = (node: Element | null): boolean =>
    node !== null && (getComputedStyle(node).overflowX !== "visible" || isClipped(node.parentElement));
  const over = [...document.querySelectorAll<HTMLElement>("body *")].filter(
    (node) => node.getBoundingClientRect().right > room + 1 && !isClipped(node.parentElement),
  );
  const innermost = over.at(-1);
  return `${document.documentElement.scrollWidth} px: ${innermost?.tagName} ${innermost?.className}`.slice(0, 200);
}
