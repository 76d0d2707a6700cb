import { type TableField, tableFields } from "#src/features/frameworks/values.ts";

/** The usual names of columns, as `headerKey` gives them; the first of a field is the one in the template. */
const names: Record<TableField, string> = {
  code: "code id humancodingscheme number no nr nummer kennung kürzel competencycode competencyid codigo código",
  name: "name title competency competencyname bezeichnung titel kompetenz nom compétence nombre competencia nome",
  statement: "statement fullstatement competencystatement outcome learningoutcome aussage",
  description: "description details beschreibung descripción descrição beskrivelse omschrijving",
  category: "category domain area group kategorie bereich domaine catégorie categoría categoria dominio",
  level: "level competencylevel stufe niveau nivel nível",
  isRequired: "isrequired required mandatory pflicht erforderlich obligatoire obligatorio verplicht",
  shortName: "shortname abbreviation kurzname",
  parent: "parentcode parent parentid parentidnumber ischildof parentidentifier übergeordnet",
  identifier: "identifier guid uuid caseidentifier",
  sequence: "sequencenumber sequence order position sortorder reihenfolge",
  itemType: "itemtype cfitemtype type",
  targetRating: "targetrating target ziel",
  scoringMethod: "scoringmethod calculationmethod",
  nTimes: "ntimes times",
  requiredObservations: "requiredobservations observations",
  requiredEvaluators: "requiredevaluators evaluators assessors",
  requiredDays: "requireddays days",
  validityMonths: "validitymonths validity gültigkeit",
  renewalWays: "renewalways renewal",
  needsApproval: "needsapproval approval",
  needsCountersignature: "needscountersignature countersignature",
  editorNote: "editornote editornotes notes note anmerkung",
};

const fieldOf = new Map(tableFields.flatMap((field) => names[field].split(" ").map((key) => [key, field] as const)));

/** The field that a column of this name usually has. */
export function fieldOfHeader(key: string): TableField | undefined {
  return fieldOf.get(key);
}

/** The columns of the template: what most schools need, with the names that an import knows. */
export const templateColumns = [
  "code",
  "name",
  "short_name",
  "description",
  "category",
  "level",
  "is_required",
  "target_rating",
  "required_observations",
  "required_evaluators",
  "required_days",
  "validity_months",
  "renewal_ways",
  "parent_code",
  "editor_note",
] as const;
