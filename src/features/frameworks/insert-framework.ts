import { AppError, type FieldError } from "#src/errors.ts";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { type ImportChoices, placedItems } from "#src/features/frameworks/import/preview.ts";
import type { CommitBody, PreviewItem } from "#src/features/frameworks/schema.ts";
import { allowedMethods } from "#src/features/progress/rules.ts";
import { newId } from "#src/lib/ids.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export type FrameworkSettings = Pick<
  CommitBody,
  "ratingScaleId" | "scoringMethod" | "requiredObservations" | "requiredEvaluators" | "requiredDays" | "publish"
> & {
  title: string | undefined;
  programId: string | undefined;
  targetRating: number | undefined;
  nTimes: number | undefined;
};

/**
 * Writes a framework with its items, associations and competencies, and publishes it where asked: all in the caller's
 * transaction, in a fixed number of statements. Answers with its id.
 */
export async function insertFramework(
  tx: Tx,
  given: {
    draft: FrameworkDraft;
    choices: ImportChoices;
    settings: FrameworkSettings;
    schoolId: string;
    createdBy: string;
  },
): Promise<string> {
  const { draft, settings, schoolId, createdBy } = given;
  const placed = placedItems(draft, given.choices);
  const targetRating = await checkedTarget(tx, settings, choiceErrors(placed, given.choices));
  const competencies = placed.filter(({ becomesCompetency }) => becomesCompetency);
  if (competencies.length === 0) {
    throw new AppError("invalid", "Nothing would become a competency.", {
      errors: [{ path: "excluded", message: "leaves no competency" }],
    });
  }
  const templateId = newId();
  const competencyIds = new Map(competencies.map(({ identifier }) => [identifier, newId()]));
  const itemIds = new Map(placed.map(({ identifier }) => [identifier, newId()]));
  const sources = new Map(draft.items.map((item) => [item.identifier, item]));
  void tx.query({
    text: `insert into competency_templates (id, school_id, name, description, version, source_format, source_identifier,
             source, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      templateId,
      schoolId,
      settings.title ?? draft.title,
      draft.description,
      draft.version,
      draft.sourceFormat,
      draft.sourceIdentifier,
      JSON.stringify(draft.source),
      createdBy,
    ],
  });
  void tx.query({
    text: `
      insert into competencies (id, school_id, template_id, program_id, code, name, description, category, level,
        is_required, rating_scale_id, target_rating, scoring_method, required_observations, required_evaluators,
        required_days, n_times, identifier, sort_order, created_by)
      select c.id, $1, $2, $3, c.code, c.name, c.description, c.category, c.level, c."isRequired", $4, $5, $6, $7, $8, $9,
             $10, c.identifier, c."sortOrder", $11
      from jsonb_to_recordset($12) as c (id text, code text, name text, description text, category text, level text,
        "isRequired" boolean, identifier text, "sortOrder" int)`,
    values: [
      schoolId,
      templateId,
      settings.programId ?? null,
      settings.ratingScaleId,
      targetRating,
      settings.scoringMethod,
      settings.requiredObservations,
      settings.requiredEvaluators,
      settings.requiredDays,
      settings.scoringMethod === "N_TIMES" ? (settings.nTimes ?? 1) : null,
      createdBy,
      JSON.stringify(
        competencies.map((item, sortOrder) => ({ ...item, id: competencyIds.get(item.identifier), sortOrder })),
      ),
    ],
  });
  void tx.query({
    text: `
      insert into competency_template_items (id, school_id, template_id, identifier, parent_id, kind, code, statement,
        item_type, sort_order, competency_id, source)
      select i.id, $1, $2, i.identifier, i.parent, i.kind, i.code, i.statement, i.type, i."sortOrder", i.competency, i.source
      from jsonb_to_recordset($3) as i (id text, identifier text, parent text, kind text, code text, statement text,
        type text, "sortOrder" int, competency text, source jsonb)`,
    values: [
      schoolId,
      templateId,
      JSON.stringify(
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
          source: sources.get(item.identifier)?.source ?? null,
        })),
      ),
    ],
  });
  if (draft.associations.length > 0) {
    void tx.query({
      text: `
        insert into competency_template_associations (id, school_id, template_id, identifier, association_type,
          origin_identifier, destination_identifier, sort_order, source)
        select a.id, $1, $2, a.identifier, a.type, a.origin, a.destination, a."sortOrder", a.source
        from jsonb_to_recordset($3) as a (id text, identifier text, type text, origin text, destination text,
          "sortOrder" int, source jsonb)`,
      values: [
        schoolId,
        templateId,
        JSON.stringify(draft.associations.map((association) => ({ ...association, id: newId() }))),
      ],
    });
  }
  if (settings.publish) {
    await tx.query({
      text: "update competency_templates set status = 'PUBLISHED', published_at = now(), updated_at = now() where id = $1",
      values: [templateId],
    });
  }
  return templateId;
}

/** Choices name items of the file: of the inner nodes those that are added, of the leaves those that are left out. */
function choiceErrors(placed: readonly PreviewItem[], choices: ImportChoices): FieldError[] {
  const items = new Map(placed.map((item) => [item.identifier, item]));
  const errorsOf = (path: string, identifiers: readonly string[], isLeaf: boolean, otherwise: string) =>
    identifiers.flatMap((identifier, index): FieldError[] => {
      const item = items.get(identifier);
      if (item?.isLeaf === isLeaf) return [];
      return [{ path: `${path}.${index}`, message: item ? otherwise : "is not an item of this file" }];
    });
  return [
    ...errorsOf("innerCompetencies", choices.innerCompetencies ?? [], false, "is a leaf, which becomes one anyway"),
    ...errorsOf("excluded", choices.excluded ?? [], true, "holds others; only leaves can be left out"),
  ].slice(0, 50);
}

/** The scale decides which targets and methods make sense; means of an ordinal scale only where the school allows it. */
async function checkedTarget(tx: Tx, settings: FrameworkSettings, errors: FieldError[]): Promise<number> {
  const [scales, programs] = await Promise.all([
    tx.query<{
      kind: "ORDINAL" | "NUMERIC" | "BINARY";
      min_value: string;
      max_value: string;
      default_target: string;
      allow_mean: boolean;
    }>({
      text: "select kind, min_value, max_value, default_target, allow_mean from rating_scales where id = $1",
      values: [settings.ratingScaleId],
    }),
    settings.programId === undefined
      ? undefined
      : tx.query({ text: "select 1 from programs where id = $1", values: [settings.programId] }),
  ]);
  const scale = scales.rows[0];
  if (programs && programs.rowCount === 0)
    errors.push({ path: "programId", message: "is not a program of this school" });
  const target = settings.targetRating ?? Number(scale?.default_target ?? 0);
  if (!scale) errors.push({ path: "ratingScaleId", message: "is not a rating scale of this school" });
  else {
    if (!allowedMethods(scale.kind, scale.allow_mean).includes(settings.scoringMethod)) {
      errors.push({ path: "scoringMethod", message: "does not fit this rating scale" });
    }
    const isWhole = scale.kind === "NUMERIC" || Number.isInteger(target);
    if (target <= Number(scale.min_value) || target > Number(scale.max_value) || !isWhole) {
      errors.push({
        path: "targetRating",
        message: `must lie above ${Number(scale.min_value)} and not above ${Number(scale.max_value)}`,
      });
    }
  }
  if (settings.nTimes !== undefined && settings.scoringMethod !== "N_TIMES") {
    errors.push({ path: "nTimes", message: "belongs to the scoring method N_TIMES only" });
  }
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
  return target;
}
