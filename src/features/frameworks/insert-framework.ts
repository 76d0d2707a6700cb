import { eq, sql } from "drizzle-orm";
import { AppError, type FieldError } from "#src/errors.ts";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { type ImportChoices, placedItems } from "#src/features/frameworks/import/preview.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import type { CommitBody, PreviewItem, ScoringMethod } from "#src/features/frameworks/schema.ts";
import { allowedMethods } from "#src/features/progress/rules.ts";
import type { RenewalWay } from "#src/features/progress/values.ts";
import { countersignsByDefault } from "#src/features/schools/queries.ts";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { competencies as competenciesTable } from "#src/platform/db/tables/competencies.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
  competencyTemplates,
} from "#src/platform/db/tables/competency-templates.ts";
import { programs as programsTable } from "#src/platform/db/tables/programs.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Unless the framework says otherwise, a completion is renewed by all that its competency asks for, anew. */
const usualRenewal: readonly RenewalWay[] = ["REASSESSMENT"];

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
 * Inserts a framework with its items, associations and competencies, and publishes it if asked: all in the caller's
 * transaction, in a fixed number of statements. Returns its id.
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
  tx.send(insertTemplate, {
    id: templateId,
    schoolId,
    name: settings.title ?? draft.title,
    description: draft.description,
    version: draft.version,
    sourceFormat: draft.sourceFormat,
    sourceIdentifier: draft.sourceIdentifier,
    source: draft.source,
    createdBy,
  });
  tx.send(insertCompetencies, {
    schoolId,
    templateId,
    programId: settings.programId ?? null,
    ratingScaleId: settings.ratingScaleId,
    targetRating,
    scoringMethod: settings.scoringMethod,
    requiredObservations: settings.requiredObservations,
    requiredEvaluators: settings.requiredEvaluators,
    requiredDays: settings.requiredDays,
    nTimes: settings.scoringMethod === "N_TIMES" ? (settings.nTimes ?? 1) : null,
    createdBy,
    competencies: JSON.stringify(
      competencies.map((item, sortOrder) => ({
        ...item,
        id: competencyIds.get(item.identifier),
        sortOrder,
        validityMonths: sources.get(item.identifier)?.validityMonths ?? null,
        renewalWays: sources.get(item.identifier)?.renewalWays ?? usualRenewal,
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
        source: sources.get(item.identifier)?.source ?? null,
      })),
    ),
  });
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

/** Choices name items of the file: inner nodes that are added, and leaves that are left out. */
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

/** Checks the target and the method against the scale; means of an ordinal scale only if the school allows them. */
async function checkedTarget(tx: Tx, settings: FrameworkSettings, errors: FieldError[]): Promise<number> {
  const [[scale], programs] = await Promise.all([
    tx.query(selectScale, { id: settings.ratingScaleId }),
    settings.programId === undefined ? undefined : tx.query(selectProgram, { id: settings.programId }),
  ]);
  if (programs?.length === 0) errors.push({ path: "programId", message: "is not a program of this school" });
  const target = settings.targetRating ?? scale?.defaultTarget ?? 0;
  if (!scale) errors.push({ path: "ratingScaleId", message: "is not a rating scale of this school" });
  else {
    if (!allowedMethods(scale.kind, scale.allowMean).includes(settings.scoringMethod)) {
      errors.push({ path: "scoringMethod", message: "does not fit this rating scale" });
    }
    const isWhole = scale.kind === "NUMERIC" || Number.isInteger(target);
    if (target <= scale.minValue || target > scale.maxValue || !isWhole) {
      errors.push({
        path: "targetRating",
        message: `must lie above ${scale.minValue} and not above ${scale.maxValue}`,
      });
    }
  }
  if (settings.nTimes !== undefined && settings.scoringMethod !== "N_TIMES") {
    errors.push({ path: "nTimes", message: "belongs to the scoring method N_TIMES only" });
  }
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
  return target;
}

type NewTemplate = Pick<
  typeof competencyTemplates.$inferSelect,
  "id" | "schoolId" | "name" | "description" | "version" | "sourceFormat" | "sourceIdentifier" | "source" | "createdBy"
>;

const insertTemplate = statement("framework_insert", (db, p: Params<NewTemplate>) =>
  db.insert(competencyTemplates).values({
    id: p.id,
    schoolId: p.schoolId,
    name: p.name,
    description: p.description,
    version: p.version,
    sourceFormat: p.sourceFormat,
    sourceIdentifier: p.sourceIdentifier,
    source: p.source,
    createdBy: p.createdBy,
  }),
);

type NewCompetencies = {
  schoolId: string;
  templateId: string;
  programId: string | null;
  ratingScaleId: string;
  targetRating: number;
  scoringMethod: ScoringMethod;
  requiredObservations: number;
  requiredEvaluators: number;
  requiredDays: number;
  nTimes: number | null;
  createdBy: string;
  competencies: string;
};

const insertCompetencies = sqlWrite("framework_insert_competencies", (p: Params<NewCompetencies>) => {
  const t = competenciesTable;
  return sql`
    insert into ${t} (${columns(
      t.id,
      t.schoolId,
      t.templateId,
      t.programId,
      t.code,
      t.name,
      t.description,
      t.category,
      t.level,
      t.isRequired,
      t.ratingScaleId,
      t.targetRating,
      t.scoringMethod,
      t.requiredObservations,
      t.requiredEvaluators,
      t.requiredDays,
      t.nTimes,
      t.validityMonths,
      t.renewalWays,
      t.identifier,
      t.sortOrder,
      t.createdBy,
      t.needsCountersignature,
    )})
    select c.id, ${p.schoolId}, ${p.templateId}, ${p.programId}, c.code, c.name, c.description, c.category, c.level,
           c."isRequired", ${p.ratingScaleId}, ${p.targetRating}, ${p.scoringMethod}, ${p.requiredObservations},
           ${p.requiredEvaluators}, ${p.requiredDays}, ${p.nTimes}, c."validityMonths", c."renewalWays", c.identifier, c."sortOrder", ${p.createdBy},
           ${countersignsByDefault(p.schoolId)}
    from jsonb_to_recordset(${p.competencies}::jsonb) as c (id text, code text, name text, description text,
      category text, level text, "isRequired" boolean, identifier text, "sortOrder" int, "validityMonths" int, "renewalWays" text[])`;
});

const insertItems = sqlWrite(
  "framework_insert_items",
  (p: Params<{ schoolId: string; templateId: string; items: string }>) => {
    const t = competencyTemplateItems;
    return sql`
      insert into ${t} (${columns(
        t.id,
        t.schoolId,
        t.templateId,
        t.identifier,
        t.parentId,
        t.kind,
        t.code,
        t.statement,
        t.itemType,
        t.sortOrder,
        t.competencyId,
        t.source,
      )})
      select i.id, ${p.schoolId}, ${p.templateId}, i.identifier, i.parent, i.kind, i.code, i.statement, i.type,
             i."sortOrder", i.competency, i.source
      from jsonb_to_recordset(${p.items}::jsonb) as i (id text, identifier text, parent text, kind text, code text,
        statement text, type text, "sortOrder" int, competency text, source jsonb)`;
  },
);

const insertAssociations = sqlWrite(
  "framework_insert_associations",
  (p: Params<{ schoolId: string; templateId: string; associations: string }>) => {
    const t = competencyTemplateAssociations;
    return sql`
      insert into ${t} (${columns(
        t.id,
        t.schoolId,
        t.templateId,
        t.identifier,
        t.associationType,
        t.originIdentifier,
        t.destinationIdentifier,
        t.sortOrder,
        t.source,
      )})
      select a.id, ${p.schoolId}, ${p.templateId}, a.identifier, a.type, a.origin, a.destination, a."sortOrder", a.source
      from jsonb_to_recordset(${p.associations}::jsonb) as a (id text, identifier text, type text, origin text,
        destination text, "sortOrder" int, source jsonb)`;
  },
);

const selectScale = statement("framework_scale", (db, p: Params<{ id: string }>) =>
  db
    .select({
      kind: ratingScales.kind,
      minValue: ratingScales.minValue,
      maxValue: ratingScales.maxValue,
      defaultTarget: ratingScales.defaultTarget,
      allowMean: ratingScales.allowMean,
    })
    .from(ratingScales)
    .where(eq(ratingScales.id, p.id)),
);

const selectProgram = statement("framework_program", (db, p: Params<{ id: string }>) =>
  db.select({ id: programsTable.id }).from(programsTable).where(eq(programsTable.id, p.id)),
);
