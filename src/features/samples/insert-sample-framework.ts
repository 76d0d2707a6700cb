import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { insertFramework } from "#src/features/frameworks/insert-framework.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

const file = "registered-nurse.case.json";

/** The framework that comes with the program, published and the school's own; returns its id. */
export async function insertSampleFramework(
  tx: Tx,
  { schoolId, createdBy, title }: { schoolId: string; createdBy: string; title: string },
): Promise<string> {
  const text = await readFile(join(process.cwd(), "db/demo", file), "utf8");
  const { draft } = parseFramework(file, text);
  if (!draft) throw new Error(`${file} is no framework`);
  return insertFramework(tx, {
    draft,
    choices: {},
    schoolId,
    createdBy,
    settings: {
      ratingScaleId: "scale_entrustment",
      targetRating: 4,
      scoringMethod: "LATEST",
      requiredObservations: 1,
      requiredEvaluators: 1,
      requiredDays: 1,
      nTimes: undefined,
      programId: undefined,
      title,
      publish: true,
    },
  });
}
