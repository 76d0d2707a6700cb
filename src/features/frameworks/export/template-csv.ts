import { templateColumns } from "#src/features/frameworks/import/table/fields.ts";
import { csvLine } from "#src/lib/csv.ts";

type Line = Partial<Record<(typeof templateColumns)[number], string | number>>;

const lines: readonly Line[] = [
  {
    code: "MED-1",
    name: "Give an injection",
    short_name: "Injection",
    description: "Choose the site, prepare the skin, inject, and record it.",
    category: "Medicines",
    level: "FUNDAMENTAL",
    is_required: "yes",
    required_observations: 3,
    required_evaluators: 2,
    required_days: 2,
  },
  {
    code: "MED-1.1",
    name: "Check allergies before each dose",
    category: "Medicines",
    level: "FUNDAMENTAL",
    is_required: "yes",
    parent_code: "MED-1",
  },
  {
    code: "SAFE-1",
    name: "Resuscitate an adult",
    category: "Safety",
    level: "ADVANCED",
    is_required: "no",
    validity_months: 12,
    renewal_ways: "ASSESSMENT EVIDENCE",
    editor_note: "Notes are for editors; assessors do not see them.",
  },
];

/** The template as CSV; the mark in front makes spreadsheets read it as UTF-8. */
export function templateCsv(): string {
  return `\ufeff${csvLine(templateColumns)}${lines
    .map((line) => csvLine(templateColumns.map((column) => line[column] ?? null)))
    .join("")}`;
}
