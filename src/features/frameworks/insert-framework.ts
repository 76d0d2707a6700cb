import { AppError, type FieldError } from "#src/errors.ts";
import type { Scale } from "#src/features/frameworks/export/extensions.ts";
import { fitsScale, isTargetOf } from "#src/features/frameworks/import/check-settings.ts";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { type ImportChoices, placedItems } from "#src/features/frameworks/import/preview.ts";
import {
  insertAssociations,
  insertCompetencies,
  insertCriteria,
  insertItems,
  insertTemplate,
  selectProgram,
  selectScale,
} from "#src/features/frameworks/insert-statements.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import type { CommitBody, PreviewItem } from "#src/features/frameworks/schema.ts";
import {
  type ScaleFacts,
  settleCompetencies,
  type UsualSettings,
} from "#src/features/frameworks/settle-competencies.ts";
import { settleScales } from "#src/features/frameworks/settle-scales.ts";
import { newId } from "#src/lib/ids.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export type FrameworkSettings = Pick<
  CommitBody,
  "ratingScaleId" | "scoringMethod" | "requiredObservations" | "requiredEvaluators" | "requiredDays"
> & {
  publish: boolean;
  title: string | undefined;
  programId: string | undefined;
  targetRating: number | undefined;
  nTimes: number | undefined;
};

export type NewFramework = {
  draft: FrameworkDraft;
  choices: ImportChoices;
  settings: FrameworkSettings;
  schoolId: string;
  createdBy: string;
  /** The framework of which it is the next version, with the competency there of each identifier, and its scales. */
  replaces?: { id: string; competencies: ReadonlyMap<string, string>; scales: readonly Scale[] } | undefined;
  /** A rehearsal knows no settings but the usual, so what does not fit them is no fault of the file. */
  isRehearsal?: boolean;
};

/**
 * Inserts a framework with its items, associations, competencies and rubrics, and publishes it if asked: all in the
 * caller's transaction, in a fixed number of statements beside one for each new rating scale. Returns its id.
 */
export async function insertFramework(tx: Tx, given: NewFramework): Promise<string> {
  const { draft, settings, schoolId, createdBy, replaces } = given;
  const sources = new Map(draft.items.map((item) => [item.identifier, item]));
  const placed = placedItems(draft, given.choices);
  const usual = await checkedUsual(tx, { settings, schoolId, errors: choiceErrors(placed, given.choices) });
  const settled = await settleScales(tx, usedScales(draft, placed), schoolId);
  const scales = new Map<string, ScaleFacts>([
    ...(replaces?.scales ?? []).map((scale) => [scale.id, scale] as const),
    ...settled,
  ]);
  const { competencies, errors } = settleCompetencies(placed, sources, usual, scales);
  if (errors.length > 0 && given.isRehearsal) return newId();
  if (errors.length > 0) {
    throw new AppError("invalid", "Some values are not valid.", { errors: errors.slice(0, 20) });
  }
  if (competencies.length === 0) {
    throw new AppError("invalid", "Nothing would become a competency.", {
      errors: [{ path: "excluded", message: "leaves no competency" }],
    });
  }
  const templateId = newId();
  const competencyIds = new Map(competencies.map(({ identifier }) => [identifier, newId()]));
  const itemIds = new Map(placed.map(({ identifier }) => [identifier, newId()]));
  tx.send(insertTemplate, {
    id: templateId,
    schoolId,
    name: settings.title ?? draft.title,
    description: draft.description,
    version: draft.version,
    sourceFormat: draft.sourceFormat,
    sourceIdentifier: draft.sourceIdentifier,
    source: draft.source,
    replacesId: replaces?.id ?? null,
    createdBy,
  });
  tx.send(insertCompetencies, {
    schoolId,
    templateId,
    programId: settings.programId ?? null,
    createdBy,
    competencies: JSON.stringify(
      competencies.map(({ rubric: _rubric, settings: own, ...competency }, sortOrder) => ({
        ...competency,
        ...own,
        id: competencyIds.get(competency.identifier),
        replacesId: replaces?.competencies.get(competency.identifier) ?? null,
        sortOrder,
      })),
    ),
  });
  tx.send(insertItems, {
    schoolId,
    templateId,
    items: JSON.stringify(
      placed.map((item, sortOrder) => ({
        id: itemIds.get(item.identifier),
        identifier: item.identifier,
        parent: item.parentIdentifier === null ? null : (itemIds.get(item.parentIdentifier) ?? null),
        kind: item.becomesCompetency ? "COMPETENCY" : "CATEGORY",
        code: item.code,
        statement: sources.get(item.identifier)?.statement ?? item.name,
        type: item.itemType,
        sortOrder,
        competency: competencyIds.get(item.identifier) ?? null,
        note: sources.get(item.identifier)?.editorNote ?? null,
        source: sources.get(item.identifier)?.source ?? null,
      })),
    ),
  });
  const criteria = competencies.flatMap(({ identifier, rubric }) =>
    rubric.map((criterion, order) => ({ ...criterion, competency: competencyIds.get(identifier), order })),
  );
  if (criteria.length > 0) {
    tx.send(insertCriteria, { schoolId, createdBy, criteria: JSON.stringify(criteria) });
  }
  if (draft.associations.length > 0) {
    tx.send(insertAssociations, {
      schoolId,
      templateId,
      associations: JSON.stringify(draft.associations.map((association) => ({ ...association, id: newId() }))),
    });
  }
  if (settings.publish) moveFramework(tx, { id: templateId, status: "DRAFT" }, "PUBLISHED", "admin");
  return templateId;
}

function usedScales({ scales, items }: FrameworkDraft, placed: readonly PreviewItem[]): Scale[] {
  const chosen = new Set(
    placed.filter(({ becomesCompetency }) => becomesCompetency).map(({ identifier }) => identifier),
  );
  const used = new Set(items.filter(({ identifier }) => chosen.has(identifier)).map(({ settings }) => settings?.scale));
  return (scales ?? []).filter(({ id }) => used.has(id));
}

/** Choices name items of the file: those that become competencies too, and proposed ones that are left out. */
function choiceErrors(placed: readonly PreviewItem[], choices: ImportChoices): FieldError[] {
  const items = new Map(placed.map((item) => [item.identifier, item]));
  const errorsOf = (path: string, identifiers: readonly string[], isProposed: boolean, otherwise: string) =>
    identifiers.flatMap((identifier, index): FieldError[] => {
      const item = items.get(identifier);
      if (item?.isProposed === isProposed) return [];
      return [{ path: `${path}.${index}`, message: item ? otherwise : "is not an item of this file" }];
    });
  return [
    ...errorsOf("innerCompetencies", choices.innerCompetencies ?? [], false, "becomes one anyway"),
    ...errorsOf("excluded", choices.excluded ?? [], true, "does not become one, and so cannot be left out"),
  ].slice(0, 50);
}

/** Checks the target and the method against the scale; means of an ordinal scale only if the school allows them. */
async function checkedUsual(
  tx: Tx,
  { settings, schoolId, errors }: { settings: FrameworkSettings; schoolId: string; errors: FieldError[] },
): Promise<UsualSettings> {
  const [[scale], programs] = await Promise.all([
    tx.query(selectScale, { id: settings.ratingScaleId, schoolId }),
    settings.programId === undefined ? undefined : tx.query(selectProgram, { id: settings.programId }),
  ]);
  if (programs?.length === 0) errors.push({ path: "programId", message: "is not a program of this school" });
  const target = settings.targetRating ?? scale?.defaultTarget ?? 0;
  if (!scale) errors.push({ path: "ratingScaleId", message: "is not a rating scale of this school" });
  else {
    if (!fitsScale(settings.scoringMethod, scale)) {
      errors.push({ path: "scoringMethod", message: "does not fit this rating scale" });
    }
    if (!isTargetOf(target, scale)) {
      errors.push({ path: "targetRating", message: `must lie above ${scale.min} and not above ${scale.max}` });
    }
  }
  if (settings.nTimes !== undefined && settings.scoringMethod !== "N_TIMES") {
    errors.push({ path: "nTimes", message: "belongs to the scoring method N_TIMES only" });
  }
  if (errors.length > 0 || !scale) throw new AppError("invalid", "Some values are not valid.", { errors });
  const { scoringMethod, requiredObservations, requiredEvaluators, requiredDays, nTimes } = settings;
  return {
    scale,
    targetRating: target,
    needsCountersignature: scale.countersigns,
    scoringMethod,
    requiredObservations,
    requiredEvaluators,
    requiredDays,
    nTimes,
  };
}
