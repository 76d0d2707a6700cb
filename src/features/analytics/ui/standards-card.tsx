"use client";

import { useQuery } from "@tanstack/react-query";
import { BookOpenCheck } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { QueryContent } from "#src/client/query-content.tsx";
import type { AccreditationAnswer } from "#src/features/analytics/school/schema.ts";
import { Card, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { ScrollBox } from "#src/ui/scroll-box.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./admin-strings.ts";
import { accreditationQuery, analyticsPaths, ratingsHref } from "./analytics-queries.ts";
import { standardsFinding, weakestOf } from "./findings.ts";
import { accreditationParsers } from "./periods.ts";
import { useReportPeriod } from "./report-head.tsx";
import { StandardPanel } from "./standard-panel.tsx";

type Standard = AccreditationAnswer["standards"][number];

/** Standards by categories, with the number in every cell; the row that is pressed explains itself beside the table. */
export function StandardsCard() {
  const period = useReportPeriod();
  const [chosen, setChosen] = useQueryStates(accreditationParsers, { shallow: true, history: "replace" });
  const query = useQuery(accreditationQuery(chosen.standards, period));
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={query}
      skeleton={
        <Loading>
          <ListSkeleton rows={7} />
        </Loading>
      }
    >
      {(answer) => {
        const pressed = answer.standards.find(({ id }) => id === chosen.standard) ?? weakestOf(answer.standards);
        if (!pressed) return <NoStandards />;
        return (
          <div className="grid gap-5 lg:grid-cols-[minmax(0,2.2fr)_minmax(0,1fr)] lg:items-start">
            <StandardsTable
              answer={answer}
              onChoose={(changed) => void setChosen(changed)}
              period={period}
              pressed={pressed.id}
              standardsId={chosen.standards}
            />
            <StandardPanel key={pressed.id} standard={pressed} />
          </div>
        );
      }}
    </QueryContent>
  );
}

function NoStandards() {
  return (
    <Card aria-label={strings.standards}>
      <EmptyState
        actions={<LinkButton href="/dashboard/school-admin/frameworks/import">{strings.importStandards}</LinkButton>}
        compact
        description={strings.noStandardsHelp}
        icon={<BookOpenCheck />}
        title={strings.noStandards}
      />
    </Card>
  );
}

type StandardsTableProps = {
  answer: AccreditationAnswer;
  period: string;
  pressed: string;
  standardsId: string;
  onChoose: (changed: { standard?: string | null; standards?: string | null }) => void;
};

function StandardsTable({ answer, period, pressed, standardsId, onChoose }: StandardsTableProps) {
  const { standards, frameworks, assessed } = answer;
  const categories = [
    ...new Set(standards.flatMap(({ byCategory }) => byCategory.map(({ category }) => category))),
  ].sort();
  const shown = frameworks.find(({ id }) => id === standardsId) ?? frameworks[0];
  const head = "px-1 py-2 align-bottom text-xs font-medium text-muted";
  return (
    <Card aria-labelledby="standards-title">
      <CardHeader
        actions={<ExportLink href={analyticsPaths.accreditation(standardsId, period, "csv")} />}
        description={strings.standardsHelp}
        divided
        title={standardsFinding(standards)}
        titleId="standards-title"
      />
      {frameworks.length > 1 ? (
        <div className="flex px-5 pt-3 max-md:px-4">
          <FilterSelect
            label={strings.framework}
            none={frameworks[0]?.name ?? ""}
            onValueChange={(standardsChosen) => onChoose({ standards: standardsChosen, standard: null })}
            options={frameworks.slice(1).map(({ id, name }) => ({ value: id, label: name }))}
            value={standardsId}
          />
        </div>
      ) : null}
      <ScrollBox label={strings.standards}>
        <table className="num w-full min-w-160 text-sm">
          <thead>
            <tr>
              <th className={`${head} ps-5 text-start max-md:ps-4`} scope="col">
                {strings.standard}
              </th>
              {categories.map((category) => (
                <th className={`${head} text-center text-2xs [overflow-wrap:normal]`} key={category} scope="col">
                  {category}
                </th>
              ))}
              <th className={`${head} text-end`} scope="col">
                {strings.assessed}
              </th>
              <th className={`${head} pe-5 text-end`} scope="col">
                {strings.withEvidence}
              </th>
            </tr>
          </thead>
          <tbody>
            {standards.map((standard) => (
              <StandardRow
                categories={categories}
                isPressed={standard.id === pressed}
                key={standard.id}
                onPress={() => onChoose({ standard: standard.id })}
                assessed={assessed}
                standard={standard}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {shown ? (
        <CardFooter>
          <span>{shown.name}</span>
          <TextLink href={`/dashboard/school-admin/frameworks/${shown.id}`}>{strings.changeMapping}</TextLink>
        </CardFooter>
      ) : null}
    </Card>
  );
}

type StandardRowProps = {
  standard: Standard;
  categories: readonly string[];
  assessed: AccreditationAnswer["assessed"];
  isPressed: boolean;
  onPress: () => void;
};

const tints = [
  "bg-(--lvl-1) text-(--lvl-1-fg)",
  "bg-(--lvl-2) text-(--lvl-2-fg)",
  "bg-(--lvl-3) text-(--lvl-3-fg)",
  "bg-(--lvl-4) text-(--lvl-4-fg)",
];

function StandardRow({ standard, categories, assessed, isPressed, onPress }: StandardRowProps) {
  const { code, statement, assessments, students, studentsWithEvidence } = standard;
  const name = code ?? statement;
  const inCategory = (category: string) => standard.competencies.filter((one) => one.category === category);
  const hrefOf = (competencies: Standard["competencies"]) =>
    ratingsHref("/dashboard/school-admin/reports", {
      competencyId: competencies.map(({ id }) => id),
      ...assessed,
    });
  const few = students > 0 && studentsWithEvidence * 4 < students * 3;
  return (
    <tr className={cn("border-t border-separator", isPressed && "bg-accent-soft/60")}>
      <th className="py-1.5 ps-5 pe-1 text-start font-normal max-md:ps-4" scope="row">
        <button
          aria-pressed={isPressed}
          className={cn(
            "inline-flex min-h-9 items-center gap-2.5 rounded-md text-start hover:text-accent touch:min-h-11",
            isPressed && "font-medium",
          )}
          onClick={onPress}
          type="button"
        >
          {code ? <span className="w-4 shrink-0 text-muted">{code}</span> : null}
          <span className="min-w-32">{statement}</span>
        </button>
      </th>
      {categories.map((category) => {
        const competencies = inCategory(category);
        const count = competencies.length;
        return (
          <td className="px-1 py-1.5 text-center" key={category}>
            {count === 0 ? (
              <span className="text-muted">{strings.unknown}</span>
            ) : (
              <Link
                aria-label={strings.cell(count, category, name)}
                className={cn(
                  "inline-flex h-7 w-10 items-center justify-center rounded-md font-medium hover:outline-2 hover:outline-accent touch:h-11",
                  tints[Math.min(count, tints.length) - 1],
                )}
                href={hrefOf(competencies)}
                prefetch={false}
              >
                {count}
              </Link>
            )}
          </td>
        );
      })}
      <td className="px-1 py-1.5 text-end">
        {assessments === 0 ? (
          0
        ) : (
          <TextLink aria-label={strings.assessedOf(assessments, name)} href={hrefOf(standard.competencies)}>
            {assessments}
          </TextLink>
        )}
      </td>
      <td className={cn("py-1.5 ps-1 pe-5 text-end whitespace-nowrap", few && "font-medium text-warning")}>
        {strings.ofStudents(studentsWithEvidence, students)}
      </td>
    </tr>
  );
}
