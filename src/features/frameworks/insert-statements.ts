import { eq, sql } from "drizzle-orm";
import { countersignsByDefault } from "#src/features/schools/queries.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { competencies as competenciesTable, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
  competencyTemplates,
} from "#src/platform/db/tables/competency-templates.ts";
import { programs as programsTable } from "#src/platform/db/tables/programs.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";

type NewTemplate = Pick<
  typeof competencyTemplates.$inferSelect,
  | "id"
  | "schoolId"
  | "name"
  | "description"
  | "version"
  | "sourceFormat"
  | "sourceIdentifier"
  | "source"
  | "replacesId"
  | "createdBy"
>;

export const insertTemplate = statement("framework_insert", (db, p: Params<NewTemplate>) =>
  db.insert(competencyTemplates).values({
    id: p.id,
    schoolId: p.schoolId,
    name: p.name,
    description: p.description,
    version: p.version,
    sourceFormat: p.sourceFormat,
    sourceIdentifier: p.sourceIdentifier,
    source: p.source,
    replacesId: p.replacesId,
    createdBy: p.createdBy,
  }),
);

type NewCompetencies = {
  schoolId: string;
  templateId: string;
  programId: string | null;
  createdBy: string;
  competencies: string;
};

export const insertCompetencies = sqlWrite("framework_insert_competencies", (p: Params<NewCompetencies>) => {
  const t = competenciesTable;
  return sql`
    insert into ${t} (${columns(
      t.id,
      t.schoolId,
      t.templateId,
      t.programId,
      t.code,
      t.name,
      t.shortName,
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
      t.needsApproval,
      t.needsCountersignature,
      t.replacesId,
      t.identifier,
      t.sortOrder,
      t.createdBy,
    )})
    select c.id, ${p.schoolId}, ${p.templateId}, ${p.programId}, c.code, c.name, c."shortName", c.description, c.category,
           c.level, c."isRequired", c.scale, c."targetRating", c."scoringMethod", c."requiredObservations",
           c."requiredEvaluators", c."requiredDays", c."nTimes", c."validityMonths", c."renewalWays", c."needsApproval",
           c."needsCountersignature", c."replacesId", c.identifier, c."sortOrder", ${p.createdBy}
    from jsonb_to_recordset(${p.competencies}::jsonb) as c (id text, code text, name text, "shortName" text,
      description text, category text, level text, "isRequired" boolean, scale text, "targetRating" numeric,
      "scoringMethod" text, "requiredObservations" int, "requiredEvaluators" int, "requiredDays" int, "nTimes" int,
      "validityMonths" int, "renewalWays" text[], "needsApproval" boolean, "needsCountersignature" boolean,
      "replacesId" text, identifier text, "sortOrder" int)`;
});

export const insertCriteria = sqlWrite(
  "framework_insert_criteria",
  (p: Params<{ schoolId: string; createdBy: string; criteria: string }>) => {
    const t = competencyRubrics;
    return sql`
      insert into ${t} (${columns(
        t.schoolId,
        t.competencyId,
        t.criterionName,
        t.description,
        t.weight,
        t.maxScore,
        t.passScore,
        t.performanceLevels,
        t.orderIndex,
        t.createdBy,
      )})
      select ${p.schoolId}, c.competency, c.name, c.description, c.weight, c."maxScore", c."passScore", c.levels, c."order",
             ${p.createdBy}
      from jsonb_to_recordset(${p.criteria}::jsonb) as c (competency text, name text, description text, weight numeric,
        "maxScore" numeric, "passScore" numeric, levels jsonb, "order" int)`;
  },
);

export const insertItems = sqlWrite(
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
        t.editorNote,
        t.source,
      )})
      select i.id, ${p.schoolId}, ${p.templateId}, i.identifier, i.parent, i.kind, i.code, i.statement, i.type,
             i."sortOrder", i.competency, i.note, i.source
      from jsonb_to_recordset(${p.items}::jsonb) as i (id text, identifier text, parent text, kind text, code text,
        statement text, type text, "sortOrder" int, competency text, note text, source jsonb)`;
  },
);

export const insertAssociations = sqlWrite(
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

export const selectScale = statement("framework_scale", (db, p: Params<{ id: string; schoolId: string }>) =>
  db
    .select({
      id: ratingScales.id,
      kind: ratingScales.kind,
      min: ratingScales.minValue,
      max: ratingScales.maxValue,
      defaultTarget: ratingScales.defaultTarget,
      allowMean: ratingScales.allowMean,
      countersigns: sql<boolean>`${countersignsByDefault(p.schoolId)}`,
    })
    .from(ratingScales)
    .where(eq(ratingScales.id, p.id)),
);

export const selectProgram = statement("framework_program", (db, p: Params<{ id: string }>) =>
  db.select({ id: programsTable.id }).from(programsTable).where(eq(programsTable.id, p.id)),
);
