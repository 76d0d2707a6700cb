import { z } from "zod";
import { frameworkSorts, frameworkStatuses, tableFields } from "#src/features/frameworks/values.ts";
import { id, name, orderQuery, page, pageQuery, text } from "#src/lib/fields.ts";

export const frameworkStatus = z.enum(frameworkStatuses);
export const scoringMethod = z.enum([
  "LATEST",
  "HIGHEST",
  "AVERAGE",
  "WEIGHTED_AVERAGE",
  "DECAYING_AVERAGE",
  "N_TIMES",
  "MINIMUM_OF_CRITERIA",
]);
export type ScoringMethod = z.infer<typeof scoringMethod>;
export const competencyLevel = z.enum(["FUNDAMENTAL", "INTERMEDIATE", "ADVANCED", "EXPERT"]);

export const importBody = z.strictObject({
  fileName: name({ max: 255 }),
  /** The whole file as text; a multipart upload of the file itself is accepted too. */
  content: z
    .string()
    .min(1)
    .max(16 * 1024 * 1024),
});

export const importParams = z.strictObject({ id });

const importFault = z.object({
  severity: z.enum(["error", "warning", "notice"]),
  message: z.string(),
  /** JSON path in a CASE package. */
  path: z.string().optional(),
  /** Line of a table or of a syntax fault, from 1. */
  line: z.number().int().optional(),
  /** The cell of a table as a spreadsheet names it, such as F4. */
  cell: z.string().optional(),
});
export type ImportFault = z.infer<typeof importFault>;

/** What the admin says about a table: where its header is, and what each of its columns holds. */
export const importMapping = z.strictObject({
  headerLine: z.number().int().min(1).max(1_000_000).optional(),
  /** The field of each column, null for one that is left out; without it the columns are guessed. */
  columns: z.array(z.enum(tableFields).nullable()).max(200).optional(),
  /** The sheet of a workbook. */
  sheet: text({ min: 1, max: 200 }).optional(),
});
export type ImportMapping = z.infer<typeof importMapping>;

/** The columns of a table, as they were read; a table that is known by its columns has none to map. */
const importLayout = z.object({
  headerLine: z.number().int(),
  /** The first lines, of which one is the header. */
  lines: z.array(z.object({ line: z.number().int(), text: z.string() })),
  columns: z.array(z.object({ name: z.string(), field: z.enum(tableFields).nullable(), samples: z.array(z.string()) })),
  sheets: z.array(z.string()),
});
export type ImportLayout = z.infer<typeof importLayout>;

const previewItem = z.object({
  identifier: z.string(),
  parentIdentifier: z.string().nullable(),
  code: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  itemType: z.string().nullable(),
  depth: z.number().int(),
  category: z.string(),
  level: competencyLevel,
  isRequired: z.boolean(),
  isLeaf: z.boolean(),
  /** Whether it becomes a competency unless the admin leaves it out. */
  isProposed: z.boolean(),
  becomesCompetency: z.boolean(),
  /** The reason why it does not become a competency; null if it does. */
  reason: z.string().nullable(),
});
export type PreviewItem = z.infer<typeof previewItem>;

/** What an update changes in a framework that came from the same file before. */
const importUpdate = z.object({
  frameworkId: z.string(),
  name: z.string(),
  version: z.string(),
  status: frameworkStatus,
  counts: z.object({
    added: z.number().int(),
    changed: z.number().int(),
    retired: z.number().int(),
    unchanged: z.number().int(),
  }),
  changes: z.array(
    z.object({
      kind: z.enum(["added", "changed", "retired"]),
      code: z.string().nullable(),
      name: z.string(),
      /** What is not as before, of one that changed. */
      fields: z.array(z.string()),
    }),
  ),
});
export type ImportUpdate = z.infer<typeof importUpdate>;

const importPreview = z.object({
  title: z.string(),
  description: z.string(),
  version: z.string(),
  publisher: z.string().nullable(),
  licence: z.string().nullable(),
  sourceFormat: z.enum(["CASE_1_0", "CASE_1_1", "CSV"]),
  counts: z.object({
    items: z.number().int(),
    competencies: z.number().int(),
    categories: z.number().int(),
    associations: z.number().int(),
    dropped: z.number().int(),
  }),
  categories: z.array(z.object({ name: z.string(), competencies: z.number().int() })),
  /** How many competencies bring their own rating scale, target or method. */
  ownSettings: z.number().int(),
  rubrics: z.number().int(),
  update: importUpdate.nullable(),
  items: z.array(previewItem),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const importAnswer = z.object({
  importId: z.string(),
  fileName: z.string(),
  status: z.enum(["PENDING", "PARSING", "READY", "COMMITTED", "FAILED", "DISCARDED"]),
  /** 0 to 100. */
  progress: z.number().int(),
  preview: importPreview.nullable(),
  /** The columns of a table, which the admin may map. */
  layout: importLayout.nullable(),
  faults: z.array(importFault),
  frameworkId: z.string().nullable(),
  error: z.string().nullable(),
});
export type ImportAnswer = z.infer<typeof importAnswer>;

export const commitBody = z.strictObject({
  title: name({ max: 300 }).optional(),
  programId: id.optional(),
  /** Identifiers of inner nodes that become competencies in addition to the leaves. */
  innerCompetencies: z.array(z.string().max(200)).max(20_000).optional(),
  /** Identifiers of leaves that do not become competencies. */
  excluded: z.array(z.string().max(200)).max(20_000).optional(),
  ratingScaleId: id.default("scale_entrustment"),
  targetRating: z.number().min(0).max(100).optional(),
  scoringMethod: scoringMethod.default("LATEST"),
  requiredObservations: z.number().int().min(1).max(100).default(1),
  requiredEvaluators: z.number().int().min(1).max(20).default(1),
  requiredDays: z.number().int().min(1).max(100).default(1),
  nTimes: z.number().int().min(1).max(100).optional(),
  /** Without it a new framework is published, and the next version of a known one stays a draft. */
  publish: z.boolean().optional(),
  /** The framework of which this becomes the next version. */
  updates: id.optional(),
});
export type CommitBody = z.infer<typeof commitBody>;

const frameworkLine = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.string(),
  status: frameworkStatus,
  sourceFormat: z.string(),
  competencies: z.number().int(),
  categories: z.number().int(),
  deployments: z.number().int(),
  updatedAt: z.string(),
  publishedAt: z.string().nullable(),
});
export type FrameworkLine = z.infer<typeof frameworkLine>;
const frameworkFilter = {
  status: frameworkStatus.optional(),
  search: text({ min: 1, max: 200 }).optional(),
  ...orderQuery(frameworkSorts),
};
export const frameworksQuery = z.strictObject({ ...frameworkFilter, ...pageQuery });
export const frameworksExportQuery = z.strictObject(frameworkFilter);
export const frameworksAnswer = page(frameworkLine);

export const frameworkParams = z.strictObject({ id });
export const frameworkDetail = frameworkLine.extend({
  sourceIdentifier: z.string().nullable(),
  items: z.array(
    z.object({
      identifier: z.string(),
      parentIdentifier: z.string().nullable(),
      kind: z.enum(["CATEGORY", "COMPETENCY"]),
      code: z.string().nullable(),
      statement: z.string(),
      competencyId: z.string().nullable(),
      category: z.string().nullable(),
      level: competencyLevel.nullable(),
      isRequired: z.boolean().nullable(),
      ratingScale: z.string().nullable(),
      targetRating: z.number().nullable(),
      scoringMethod: z.string().nullable(),
    }),
  ),
  associations: z.number().int(),
});
export type FrameworkDetail = z.infer<typeof frameworkDetail>;

const caseObject = z.record(z.string(), z.unknown());

/** A 1EdTech CASE 1.1 package; the standard's own schema describes its parts. */
export const casePackage = z.object({
  CFDocument: caseObject,
  CFItems: z.array(caseObject),
  CFAssociations: z.array(caseObject),
  CFDefinitions: caseObject.optional(),
  CFRubrics: z.array(caseObject).optional(),
  extensions: caseObject.optional(),
});
export type CasePackage = z.infer<typeof casePackage>;

export const frameworkStatusAnswer = z.object({ id: z.string(), status: frameworkStatus });

/** Rating scales a framework may use: the shipped ones and the school's own. */
export const scalesAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
      min: z.number(),
      max: z.number(),
      defaultTarget: z.number(),
      allowMean: z.boolean(),
      levels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string() })),
    }),
  ),
});
