import { createRequire } from "node:module";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** The axe that the builder comes with. */
const axe: { source: string } = createRequire(import.meta.resolve("@axe-core/playwright"))("axe-core");

type Look = {
  /** These rules, and no others. */
  only?: string[];
  without?: string[];
  targetSize?: boolean;
  /** A part of the page, by its selector. */
  within?: string;
};

/** What axe objects to on the page as it stands: each rule with the first elements that break it. */
export async function axeFaults(
  page: Page,
  { only, without = [], targetSize = false, within }: Look = {},
): Promise<string[]> {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  // The builder would send its megabyte of script four times to a page that is looked at in both themes.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  // No page has a frame of another origin, which is all that the other mode is for: it opens a page for its report.
  const builder = new AxeBuilder({ page, axeSource: "undefined" }).setLegacyMode().options({
    ...(only
      ? { runOnly: only }
      : { rules: { ...rules, ...(targetSize ? { "target-size": { enabled: true } } : {}) } }),
    // To describe each of the thousands of elements that break no rule takes longer than to check them.
    resultTypes: ["violations"],
  });
  const { violations } = await (within ? builder.include(within) : builder).analyze();
  return violations.map(({ id, nodes }) => {
    const targets = nodes.slice(0, 3).map(({ target }) => target.join(" "));
    return `${id}: ${targets.join(" | ")} ${nodes[0]?.html}`;
  });
}
