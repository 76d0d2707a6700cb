import { isDeepStrictEqual } from "node:util";
import type { ContentCompetency, ContentItem } from "#src/features/frameworks/export/content.ts";
import type { DraftItem } from "#src/features/frameworks/import/draft.ts";
import type { ImportUpdate, PreviewItem } from "#src/features/frameworks/schema.ts";

type Change = ImportUpdate["changes"][number];
export type FrameworkDiff = Pick<ImportUpdate, "counts" | "changes">;

/** The most changes that are listed; all are counted. */
const listed = 500;

/** What a file changes in the competencies of a framework, matched by their identifiers. */
export function diffOf(
  before: readonly ContentItem[],
  after: readonly PreviewItem[],
  drafts: readonly DraftItem[],
): FrameworkDiff {
  const known = new Map(
    before.flatMap(({ identifier, code, competency }) =>
      competency ? [[identifier, { code, competency }] as const] : [],
    ),
  );
  const sources = new Map(drafts.map((item) => [item.identifier, item]));
  const changes: Change[] = [];
  const counts = { added: 0, changed: 0, retired: 0, unchanged: 0 };
  const kept = new Set<string>();
  for (const item of after) {
    if (!item.becomesCompetency) continue;
    const was = known.get(item.identifier);
    const { code, name } = item;
    if (!was) {
      counts.added += 1;
      changes.push({ kind: "added", code, name, fields: [] });
      continue;
    }
    kept.add(item.identifier);
    const fields = changedFields(was, item, sources.get(item.identifier));
    if (fields.length === 0) counts.unchanged += 1;
    else {
      counts.changed += 1;
      changes.push({ kind: "changed", code, name, fields });
    }
  }
  for (const [identifier, { code, competency }] of known) {
    if (kept.has(identifier)) continue;
    counts.retired += 1;
    changes.push({ kind: "retired", code, name: competency.name, fields: [] });
  }
  return { counts, changes: changes.slice(0, listed) };
}

/** What the file says otherwise; what it does not say is no change. */
function changedFields(
  was: { code: string | null; competency: ContentCompetency },
  item: PreviewItem,
  source: DraftItem | undefined,
): string[] {
  const { competency } = was;
  const said = source?.settings ?? {};
  const unsaid = new Set(source?.unsaid ?? []);
  const pairs: [string, unknown, unknown][] = [
    ["code", was.code, item.code],
    ["name", competency.name, item.name],
    ["description", competency.description, item.description],
    ["category", competency.category, item.category],
    ["level", competency.level, unsaid.has("level") ? undefined : item.level],
    ["required", competency.isRequired, unsaid.has("isRequired") ? undefined : item.isRequired],
    ["short name", competency.shortName, source?.shortName],
    ["validity", competency.validityMonths, source?.validityMonths ?? undefined],
    ["renewal", competency.renewalWays, source?.renewalWays ?? undefined],
    ["rubric", competency.rubric, source?.rubric],
    ["target", competency.settings.targetRating, said.targetRating],
    ["scoring method", competency.settings.scoringMethod, said.scoringMethod],
    ["observations", competency.settings.requiredObservations, said.requiredObservations],
    ["evaluators", competency.settings.requiredEvaluators, said.requiredEvaluators],
    ["days", competency.settings.requiredDays, said.requiredDays],
    ["approval", competency.settings.needsApproval, said.needsApproval],
    ["countersignature", competency.settings.needsCountersignature, said.needsCountersignature],
  ];
  return pairs
    .filter(([, before, after]) => after !== undefined && !isDeepStrictEqual(before, after))
    .map(([name]) => name);
}
