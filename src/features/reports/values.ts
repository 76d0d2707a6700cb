/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const kinds = ["COHORT_SUMMARY", "COVERAGE", "HOURS", "EVALUATORS", "TRANSCRIPT", "ACCREDITATION"] as const;
export type Kind = (typeof kinds)[number];

/** What a report is about, by the field of the question that names it. */
export type ScopeField = "cohortId" | "studentId" | "standardsId";

export const formats = ["PDF", "XLSX", "CSV"] as const;
export type Format = (typeof formats)[number];

export const papers = ["A4", "A4_WIDE", "LETTER", "LETTER_WIDE"] as const;
export type Paper = (typeof papers)[number];

/** Named periods; another is an interval of two days. */
export const periods = ["term", "year", "all"] as const;
export type Period = (typeof periods)[number] | (string & {});

export const runStates = ["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"] as const;
export type RunState = (typeof runStates)[number];

export const scheduleUnits = ["DAY", "WEEK", "MONTH"] as const;
export type ScheduleUnit = (typeof scheduleUnits)[number];

export const maxTitle = 120;
export const maxText = 2_000;
export const maxRecipients = 30;
export const maxReports = 100;
/** Rows of each table that a preview has. */
export const previewRows = 12;

export type Word = { id: string; word: string };

/** A part of a report, with what can be chosen in it; the first grouping, the first order and all columns are given. */
export type SectionSpec = Word & {
  columns?: readonly Word[];
  groups?: readonly Word[];
  sorts?: readonly Word[];
  /** Not in a new report unless it is ticked. */
  isOff?: boolean;
  /** Not meant for the students whom it names. */
  isForStaff?: boolean;
};

export type KindSpec = {
  word: string;
  scopes: readonly ScopeField[];
  hasPeriod: boolean;
  sections: readonly SectionSpec[];
};

const none = { id: "none", word: "Nothing" };
const student = { id: "student", word: "Student" };
const number = { id: "number", word: "Number" };
const bands = [
  { id: "below", word: "Below target" },
  { id: "at", word: "At target" },
  { id: "above", word: "Above target" },
];
const text: SectionSpec = { id: "text", word: "Text of your own", isOff: true };

export const kindSpecs: Record<Kind, KindSpec> = {
  COHORT_SUMMARY: {
    word: "Cohort summary",
    scopes: ["cohortId"],
    hasPeriod: true,
    sections: [
      text,
      { id: "summary", word: "Summary figures" },
      { id: "progress", word: "Progress against plan" },
      { id: "categories", word: "By category" },
      {
        id: "students",
        word: "Students",
        groups: [none, { id: "site", word: "Site" }],
        sorts: [
          { id: "name", word: "Name" },
          { id: "completed", word: "Least completed" },
          { id: "overdue", word: "Most overdue" },
        ],
        columns: [
          student,
          number,
          { id: "completed", word: "Completed" },
          { id: "overdue", word: "Overdue" },
          { id: "hours", word: "Hours" },
          { id: "lastAssessed", word: "Last assessed" },
        ],
      },
      { id: "assessments", word: "Assessments and turnaround" },
      { id: "hours", word: "Hours", isOff: true },
      {
        id: "notInTime",
        word: "Students who may not finish in time",
        isOff: true,
        isForStaff: true,
        sorts: [
          { id: "later", word: "Latest forecast" },
          { id: "name", word: "Name" },
        ],
        columns: [
          student,
          number,
          { id: "completed", word: "Completed" },
          { id: "planEnds", word: "Plan ends" },
          { id: "later", word: "4 chances in 5 by" },
          { id: "why", word: "Why" },
        ],
      },
    ],
  },
  COVERAGE: {
    word: "Competency coverage",
    scopes: ["cohortId"],
    hasPeriod: true,
    sections: [
      text,
      { id: "summary", word: "Summary figures" },
      {
        id: "competencies",
        word: "Competencies",
        groups: [{ id: "category", word: "Category" }, { id: "framework", word: "Framework" }, none],
        sorts: [
          { id: "framework", word: "As in the framework" },
          { id: "assessed", word: "Fewest assessments" },
          { id: "completed", word: "Least completed" },
        ],
        columns: [
          { id: "code", word: "Code" },
          { id: "competency", word: "Competency" },
          { id: "completed", word: "Completed" },
          { id: "overdue", word: "Overdue" },
          { id: "assessments", word: "Assessments" },
          ...bands,
        ],
      },
      { id: "gaps", word: "Not assessed in the period" },
    ],
  },
  HOURS: {
    word: "Clinical hours",
    scopes: ["cohortId", "studentId"],
    hasPeriod: true,
    sections: [
      text,
      { id: "summary", word: "Summary figures" },
      {
        id: "students",
        word: "Students",
        sorts: [
          { id: "name", word: "Name" },
          { id: "approved", word: "Fewest hours" },
        ],
        columns: [
          student,
          number,
          { id: "approved", word: "Approved" },
          { id: "waiting", word: "Waiting" },
          { id: "notApproved", word: "Not approved" },
          { id: "toDate", word: "Approved in all" },
          { id: "required", word: "Needed in all" },
        ],
      },
      {
        id: "rotations",
        word: "Rotations",
        groups: [none, { id: "site", word: "Site" }],
        columns: [
          { id: "rotation", word: "Rotation" },
          { id: "students", word: "Students" },
          { id: "approved", word: "Approved" },
          { id: "waiting", word: "Waiting" },
        ],
      },
      {
        id: "entries",
        word: "Every entry",
        isOff: true,
        columns: [
          { id: "day", word: "Day" },
          student,
          number,
          { id: "rotation", word: "Rotation" },
          { id: "site", word: "Site" },
          { id: "hours", word: "Hours" },
          { id: "status", word: "Status" },
          { id: "activity", word: "Activity" },
          { id: "decidedBy", word: "Decided by" },
        ],
      },
    ],
  },
  EVALUATORS: {
    word: "Assessor activity",
    scopes: ["cohortId"],
    hasPeriod: true,
    sections: [
      text,
      { id: "summary", word: "Summary figures" },
      {
        id: "assessors",
        word: "Assessors",
        sorts: [
          { id: "assessments", word: "Most assessments" },
          { id: "name", word: "Name" },
          { id: "answer", word: "Slowest answer" },
        ],
        columns: [
          { id: "assessor", word: "Assessor" },
          { id: "assessments", word: "Assessments" },
          { id: "students", word: "Students" },
          ...bands,
          { id: "words", word: "Words of feedback" },
          { id: "answer", word: "Hours to answer" },
          { id: "last", word: "Last" },
        ],
      },
    ],
  },
  TRANSCRIPT: {
    word: "Student transcript",
    scopes: ["studentId"],
    hasPeriod: false,
    sections: [
      text,
      { id: "summary", word: "Summary figures" },
      {
        id: "competencies",
        word: "Competencies",
        groups: [{ id: "category", word: "Category" }, { id: "standing", word: "Progress" }, none],
        columns: [
          { id: "code", word: "Code" },
          { id: "competency", word: "Competency" },
          { id: "level", word: "Level reached" },
          { id: "target", word: "Target" },
          { id: "completed", word: "Completed" },
          { id: "assessed", word: "Assessed" },
        ],
      },
      { id: "levels", word: "How to read the levels" },
    ],
  },
  ACCREDITATION: {
    word: "Accreditation evidence",
    scopes: ["standardsId"],
    hasPeriod: false,
    sections: [
      text,
      { id: "summary", word: "Summary figures" },
      {
        id: "standards",
        word: "Standards",
        sorts: [
          { id: "framework", word: "As in the standards" },
          { id: "students", word: "Least evidence" },
        ],
        columns: [
          { id: "code", word: "Code" },
          { id: "standard", word: "Standard" },
          { id: "competencies", word: "Competencies" },
          { id: "assessments", word: "Assessments" },
          { id: "students", word: "Students with evidence" },
        ],
      },
      {
        id: "mapping",
        word: "Competencies of each standard",
        columns: [
          { id: "competency", word: "Competency" },
          { id: "assessments", word: "Assessments" },
        ],
      },
      {
        id: "samples",
        word: "Samples of evidence",
        columns: [
          { id: "competency", word: "Competency" },
          student,
          number,
          { id: "day", word: "Day" },
          { id: "level", word: "Level" },
          { id: "assessor", word: "Assessor" },
        ],
      },
    ],
  },
};

/** What each role may make. Whom it is then about is decided by what they may read. */
export const kindsOfRole: Record<string, readonly Kind[]> = {
  STUDENT: ["TRANSCRIPT", "HOURS"],
  CLINICAL_SUPERVISOR: ["COHORT_SUMMARY", "COVERAGE", "HOURS", "EVALUATORS", "TRANSCRIPT"],
  SCHOOL_ADMIN: kinds,
};

/** The fields by which a role may say whom a report is about: a student is their own. */
export function scopesFor(kind: Kind, role: string): readonly ScopeField[] {
  const { scopes } = kindSpecs[kind];
  return role === "STUDENT" ? scopes.filter((scope) => scope === "studentId") : scopes;
}

export function sectionSpec(kind: Kind, id: string): SectionSpec | undefined {
  return kindSpecs[kind].sections.find((section) => section.id === id);
}
