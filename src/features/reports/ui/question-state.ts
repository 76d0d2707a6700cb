import type { AskedSection, ChoicesAnswer, Question } from "#src/features/reports/schema.ts";
import { type Kind, kindSpecs, kindsOfRole } from "#src/features/reports/values.ts";

/** Every section of a kind in its order, the usual ones ticked. */
export function sectionsFor(kind: Kind): AskedSection[] {
  return kindSpecs[kind].sections.map(({ id, isOff = false }) => ({ id, shown: !isOff }));
}

/** Those of a question, with the ones of its kind that it leaves out behind them. */
export function allSections({ kind, sections }: Pick<Question, "kind" | "sections">): AskedSection[] {
  const known = new Set(sections.map(({ id }) => id));
  return [
    ...sections,
    ...sectionsFor(kind)
      .filter(({ id }) => !known.has(id))
      .map((one) => ({ ...one, shown: false })),
  ];
}

export type Start = { kind?: string; cohortId?: string; studentId?: string };

/** A new report: about the first cohort, or about the student themselves. */
export function newQuestion(role: string, choices: ChoicesAnswer, start: Start): Question {
  const kinds = kindsOfRole[role] ?? [];
  const kind = kinds.find((one) => one === start.kind) ?? kinds[0] ?? "HOURS";
  const cohort = choices.cohorts.find(({ id }) => id === start.cohortId) ?? choices.cohorts[0];
  const base: Question = {
    kind,
    title: "",
    period: "year",
    sections: sectionsFor(kind),
    showNames: true,
    format: "PDF",
    paper: "A4",
  };
  const about = { ...base, ...scopeFor(role, kind, { ...start, cohortId: cohort?.id }, choices) };
  return { ...about, title: titleFor(about, choices) };
}

type Known = { cohortId?: string | undefined; studentId?: string | undefined };

/** Whom a report of this kind is about, as near as can be to whom the one before was. */
export function scopeFor(role: string, kind: Kind, known: Known, choices: ChoicesAnswer): Partial<Question> {
  if (role === "STUDENT") return {};
  const { scopes } = kindSpecs[kind];
  if (scopes.includes("cohortId") && !known.studentId) {
    const cohortId = known.cohortId ?? choices.cohorts[0]?.id;
    return cohortId ? { cohortId } : {};
  }
  if (scopes.includes("studentId")) {
    const studentId = known.studentId ?? choices.students[0]?.id;
    return studentId ? { studentId } : {};
  }
  if (scopes.includes("standardsId")) {
    const standardsId = choices.standards[0]?.id;
    return standardsId ? { standardsId } : {};
  }
  const cohortId = known.cohortId ?? choices.cohorts[0]?.id;
  return cohortId ? { cohortId } : {};
}

export function titleFor(question: Pick<Question, "kind" | "cohortId">, choices: ChoicesAnswer): string {
  const cohort = choices.cohorts.find(({ id }) => id === question.cohortId)?.name;
  const word = kindSpecs[question.kind].word;
  return cohort ? `${cohort}: ${word.toLowerCase()}` : word;
}

/** Without what says whom it is about. */
export function withoutScope({ cohortId: _, studentId: __, standardsId: ___, ...rest }: Question): Question {
  return rest;
}

/** Whether the server could answer: it has a title, somebody it is about, and days in their order. */
export function isComplete(question: Question, role: string): boolean {
  const hasScope = role === "STUDENT" || kindSpecs[question.kind].scopes.some((scope) => question[scope] !== undefined);
  const [from = "", to = ""] = question.period.split("/");
  const hasDays = !question.period.includes("/") || (from !== "" && to !== "" && from <= to);
  return hasScope && hasDays && question.title.trim() !== "";
}
