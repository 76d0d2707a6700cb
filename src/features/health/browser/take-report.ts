import type { BrowserReport } from "#src/features/health/browser/schema.ts";
import { notedErrors } from "#src/platform/errors/noted-errors.ts";
import { pagePatternOf } from "#src/platform/http/page-patterns.ts";
import { observeVital } from "#src/platform/metrics/metrics.ts";

/**
 * What a browser reports of a page: how long it took, and what failed in it. Whose browser it is, is neither asked nor kept;
 * of the page its pattern is, and nothing where it is no page of the program.
 */
export function takeReport({ device, vitals, errors }: BrowserReport): void {
  for (const { name, value, path } of vitals) {
    const page = pagePatternOf(path);
    if (page !== undefined) observeVital(name, { page, device }, value);
  }
  for (const { path, ...described } of errors) {
    const route = pagePatternOf(path);
    if (route !== undefined) notedErrors().noteDescribed(described, { process: "BROWSER", route });
  }
}
