"use client";

import type { ChoicesAnswer, Question } from "#src/features/reports/schema.ts";
import { type Kind, kindSpecs, kindsOfRole, maxTitle } from "#src/features/reports/values.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { Select } from "#src/ui/select.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { scopeFor, sectionsFor, titleFor, withoutScope } from "./question-state.ts";
import { strings } from "./strings.ts";
import type { StudentFieldProps } from "./student-field.tsx";

const StudentField = loadLater<StudentFieldProps>(
  () => import("./student-field.tsx").then((file) => file.StudentField),
  { standIn: () => <Skeleton className="h-[66px]" />, isWanted: () => true },
);

type ScopeFieldsProps = {
  role: string;
  question: Question;
  choices: ChoicesAnswer;
  onReplace: (question: Question) => void;
  onEdit: (change: Partial<Question>, group?: string) => void;
};

/** What is asked, about whom, and of which days. */
export function ScopeFields({ role, question, choices, onReplace, onEdit }: ScopeFieldsProps) {
  const kinds = kindsOfRole[role] ?? [];
  const { kind } = question;
  const { scopes, hasPeriod } = kindSpecs[kind];
  const isBoth = scopes.includes("cohortId") && scopes.includes("studentId") && role !== "STUDENT";
  // A title that nobody wrote follows what it names.
  const titled = (next: Question): Question =>
    question.title === titleFor(question, choices) ? { ...next, title: titleFor(next, choices) } : next;
  const choose = (next: Kind) =>
    onReplace(
      titled({
        ...withoutScope(question),
        kind: next,
        sections: sectionsFor(next),
        ...scopeFor(role, next, question, choices),
      }),
    );
  return (
    <>
      <TextField
        label={strings.name}
        maxLength={maxTitle}
        onChange={(event) => onEdit({ title: event.target.value }, "title")}
        value={question.title}
      />
      <Select
        label={strings.kind}
        onValueChange={choose}
        options={kinds.map((one) => ({ value: one, label: kindSpecs[one].word }))}
        value={kind}
      />
      {isBoth ? (
        <Segmented
          label={strings.about}
          onValueChange={(about) =>
            onReplace(
              titled({
                ...withoutScope(question),
                ...(about === "student"
                  ? scopeFor(role, "TRANSCRIPT", question, choices)
                  : scopeFor(role, "COHORT_SUMMARY", question, choices)),
              }),
            )
          }
          options={[
            { value: "cohort", label: strings.aCohort },
            { value: "student", label: strings.aStudent },
          ]}
          value={question.studentId === undefined ? "cohort" : "student"}
        />
      ) : null}
      {role !== "STUDENT" && scopes.includes("cohortId") && question.studentId === undefined ? (
        <Select
          label={strings.cohort}
          onValueChange={(cohortId) => onReplace(titled({ ...withoutScope(question), cohortId }))}
          options={choices.cohorts.map(({ id, name }) => ({ value: id, label: name }))}
          value={question.cohortId ?? null}
        />
      ) : null}
      {role !== "STUDENT" && scopes.includes("studentId") && (!scopes.includes("cohortId") || question.studentId) ? (
        <StudentField
          onChange={(studentId) => onReplace({ ...withoutScope(question), studentId })}
          studentId={question.studentId}
        />
      ) : null}
      {scopes.includes("standardsId") ? (
        <Select
          hint={choices.standards.length === 0 ? strings.noStandards : undefined}
          label={strings.standards}
          onValueChange={(standardsId) => onReplace({ ...withoutScope(question), standardsId })}
          options={choices.standards.map(({ id, name }) => ({ value: id, label: name }))}
          value={question.standardsId ?? null}
        />
      ) : null}
      {hasPeriod ? <PeriodFields choices={choices} onEdit={onEdit} period={question.period} /> : null}
    </>
  );
}

type PeriodFieldsProps = {
  period: string;
  choices: ChoicesAnswer;
  onEdit: (change: Partial<Question>, group?: string) => void;
};

function PeriodFields({ period, choices, onEdit }: PeriodFieldsProps) {
  const isDates = period.includes("/");
  const [from = "", to = ""] = isDates ? period.split("/") : [choices.yearFrom, choices.today];
  const isWrong = isDates && (from === "" || to === "" || from > to);
  const named = [
    ...(choices.term ? [{ value: "term", label: strings.periods.term }] : []),
    { value: "year", label: strings.periods.year },
    { value: "all", label: strings.periods.all },
    { value: "dates", label: strings.periods.dates },
  ];
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p aria-hidden className="mb-1.5 text-sm font-medium">
          {strings.period}
        </p>
        <Segmented
          label={strings.period}
          onValueChange={(word) => onEdit({ period: word === "dates" ? `${from}/${to}` : word })}
          options={named}
          value={isDates ? "dates" : period}
        />
      </div>
      {isDates ? (
        <div className="grid grid-cols-2 gap-3">
          <TextField
            error={isWrong ? strings.wrongDays : undefined}
            label={strings.from}
            onChange={(event) => onEdit({ period: `${event.target.value}/${to}` }, "from")}
            type="date"
            value={from}
          />
          <TextField
            label={strings.to}
            onChange={(event) => onEdit({ period: `${from}/${event.target.value}` }, "to")}
            type="date"
            value={to}
          />
        </div>
      ) : null}
    </div>
  );
}
