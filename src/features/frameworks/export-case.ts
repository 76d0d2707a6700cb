import { AppError } from "#src/errors.ts";
import { buildCase } from "#src/features/frameworks/export/build-case.ts";
import type { FrameworkContent } from "#src/features/frameworks/export/content.ts";
import { readContent } from "#src/features/frameworks/export/read-content.ts";
import { publishedCacheControl, readPublished } from "#src/features/frameworks/read-published.ts";
import { casePackage } from "#src/features/frameworks/schema.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { ReadyAnswer, type UserContext } from "#src/platform/http/endpoint.ts";

/** A framework as a CASE 1.1 package, whatever it was made from. */
export async function exportCase(ctx: UserContext, id: string): Promise<ReadyAnswer> {
  const { status, name, body } = await readPublished(ctx, { id, form: "case", output: casePackage }, async (tx) => {
    const content = await readContent(tx, id);
    return content && buildCase(content);
  });
  if (status === "PUBLISHED") ctx.addHeader("cache-control", publishedCacheControl);
  ctx.addHeader("content-disposition", `attachment; filename="${fileNameOf(name)}.case.json"`);
  return new ReadyAnswer(body);
}

/** The framework that is exported; 404 where the reader may not see it. */
export async function contentToExport(ctx: UserContext, frameworkId: string): Promise<FrameworkContent> {
  const content = await readAs(ctx.actor, (tx) => readContent(tx, frameworkId));
  if (!content) throw new AppError("not_found", "There is no such framework.");
  return content;
}

/** Header values must be ASCII; the file name is only a suggestion to the browser. */
export function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 80) || "framework"
  );
}
