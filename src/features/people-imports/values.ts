/** What a column of the file may say about a person. */
export const fields = [
  "name",
  "givenName",
  "familyName",
  "email",
  "role",
  "program",
  "cohort",
  "studentNumber",
  "yearOfStudy",
  "status",
  "externalId",
] as const;
export type Field = (typeof fields)[number];

export const importStatuses = [
  "PENDING",
  "PARSING",
  "CHECKING",
  "READY",
  "COMMITTING",
  "COMMITTED",
  "UNDOING",
  "UNDONE",
  "FAILED",
  "DISCARDED",
] as const;
export type ImportStatus = (typeof importStatuses)[number];

/** What a commit would do with a row. */
export const verdicts = ["ADD", "CHANGE", "SAME", "FIX", "LEFT_OUT"] as const;
export type Verdict = (typeof verdicts)[number];

export const importedRoles = ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"] as const;
export type ImportedRole = (typeof importedRoles)[number];

export const faultCodes = [
  "missing",
  "email",
  "email_elsewhere",
  "email_twice",
  "number_twice",
  "external_twice",
  "two_people",
  "role",
  "role_differs",
  "yourself",
  "program",
  "cohort",
  "cohort_program",
  "year",
  "status",
  "formula",
  "unreadable",
  "too_long",
] as const;
export type FaultCode = (typeof faultCodes)[number];

export const formats = ["CSV", "XLSX", "ONEROSTER"] as const;
export type Format = (typeof formats)[number];

/** A little below the server's limit of 16 MiB, so that a file accepted here is accepted there. */
export const mostFileBytes = 16_000_000;
export const mostRows = 60_000;
export const mostColumns = 200;
export const mostCellsAtOnce = 5_000;
export const undoHours = 24;
