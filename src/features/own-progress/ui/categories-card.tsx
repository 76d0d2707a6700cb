"use client";

import { CircleCheck, Clock, Equal, TrendingUp } from "lucide-react";
import { useState } from "react";
import type { Comparisons, Summary } from "#src/features/analytics/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { TextLink } from "#src/ui/text-link.tsx";
import { Legend } from "./chart-frame.tsx";
import { categoryTitle, mostOpenFirst } from "./findings.ts";
import { strings } from "./own-progress-strings.ts";
import { useProgressReader } from "./progress-reader.ts";

type Line = NonNullable<Summary["completion"]>["byCategory"][number];

const shownAtMost = 7;

/** Each category against its plan, in bars beside their numbers: the chart is its own table. */
export function CategoriesCard({ categories, groups }: { categories: readonly Line[]; groups: Comparisons["groups"] }) {
  const [isWhole, setWhole] = useState(false);
  const lines = mostOpenFirst(categories);
  const shown = isWhole ? lines : lines.slice(0, shownAtMost);
  return (
    <Card aria-labelledby="categories-title" className="flex flex-col">
      <CardHeader
        actions={
          <Legend
            marks={[
              { mark: <span className="h-2 w-4 rounded-full bg-accent" />, words: strings.completed },
              { mark: <span className="h-3.5 w-0.5 bg-foreground" />, words: strings.planByNow },
            ]}
          />
        }
        description={strings.mostOpenFirst}
        title={categoryTitle(categories)}
        titleId="categories-title"
      />
      <table aria-labelledby="categories-title" className="num w-full">
        <thead className="border-b border-separator text-xs text-muted">
          <tr>
            <th className="px-5 py-2 text-start font-medium max-md:px-4" scope="col">
              {strings.category}
            </th>
            <th aria-hidden className="w-[15%] max-md:hidden" />
            <th className="py-2 text-end font-medium max-md:pe-4" scope="col">
              {strings.completed}
            </th>
            <th className="py-2 ps-4 text-end font-medium whitespace-nowrap max-md:hidden" scope="col">
              {strings.planByNow}
            </th>
            <th className="w-28 px-5 py-2 text-start font-medium max-md:hidden" scope="col">
              {strings.standing}
            </th>
          </tr>
        </thead>
        <tbody className="[&>tr]:border-t [&>tr]:border-separator [&>tr:first-child]:border-t-0">
          {shown.map((line) => (
            <Row isShared={isShared(line, categories)} key={`${line.frameworkId} ${line.category}`} line={line} />
          ))}
        </tbody>
      </table>
      <Foot groups={groups}>
        {lines.length > shownAtMost ? (
          <Button
            aria-expanded={isWhole}
            className="-ms-2 h-8 px-2 text-sm touch:h-11"
            onClick={() => setWhole(!isWhole)}
            variant="ghost"
          >
            {isWhole ? strings.showLess : strings.showAll(lines.length)}
          </Button>
        ) : null}
      </Foot>
    </Card>
  );
}

/** Two frameworks may have a category of one name, which are two. */
function isShared({ category }: Line, all: readonly Line[]): boolean {
  return all.filter((line) => line.category === category).length > 1;
}

function Row({ line, isShared: isNamed }: { line: Line; isShared: boolean }) {
  const { category, framework, completed, total, planned } = line;
  const bar = <Bar line={line} />;
  return (
    <tr>
      <th className="px-5 py-2.5 text-start font-normal max-md:px-4" scope="row">
        <TextLink
          className="block text-base font-normal text-foreground touch:py-2"
          href={useProgressReader().categoryHref(category)}
        >
          {category}
          {isNamed && framework ? <span className="block text-xs text-pretty text-muted">{framework}</span> : null}
        </TextLink>
        <span className="mt-1.5 block md:hidden">
          {bar}
          <span className="mt-1 flex items-center justify-between text-xs text-muted">
            <Standing line={line} />
            {planned === null ? null : <span>{`${strings.planByNow}: ${planned}`}</span>}
          </span>
        </span>
      </th>
      <td className="py-2.5 max-md:hidden">{bar}</td>
      <td className="py-2.5 ps-4 text-end text-base whitespace-nowrap max-md:pe-4 max-md:align-top max-md:text-sm">
        {strings.outOf(completed, total)}
      </td>
      <td className="py-2.5 ps-4 text-end text-base text-muted max-md:hidden">{planned ?? strings.unknown}</td>
      <td className="px-5 py-2.5 max-md:hidden">
        <Standing line={line} />
      </td>
    </tr>
  );
}

/** Its numbers stand beside it. */
function Bar({ line: { completed, total, planned } }: { line: Line }) {
  const at = (count: number) => `${total === 0 ? 0 : (count / total) * 100}%`;
  return (
    <span aria-hidden className="relative block h-2 w-full rounded-full bg-pip-off print:border print:border-border">
      <span className="absolute inset-y-0 start-0 rounded-full bg-accent" style={{ width: at(completed) }} />
      {planned === null ? null : (
        <span className="absolute -inset-y-1 -ms-px w-0.5 bg-foreground" style={{ insetInlineStart: at(planned) }} />
      )}
    </span>
  );
}

function Standing({ line: { completed, total, planned } }: { line: Line }) {
  const difference = planned === null ? null : completed - planned;
  const [icon, words] =
    completed >= total
      ? [<CircleCheck className="text-success" key="icon" />, strings.completed]
      : difference === null
        ? [null, strings.noPlanShort]
        : difference < 0
          ? [<Clock key="icon" />, strings.behindShort(-difference)]
          : difference > 0
            ? [<TrendingUp key="icon" />, strings.aheadShort(difference)]
            : [<Equal key="icon" />, strings.onPlanShort];
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 text-sm whitespace-nowrap text-muted [&_svg]:size-4",
        difference !== null && difference < 0 && "font-medium text-warning",
      )}
    >
      <span aria-hidden>{icon}</span>
      {words}
    </span>
  );
}

/** Where the cohort stands, only where the API says it. */
function Foot({ groups, children }: { groups: Comparisons["groups"]; children: React.ReactNode }) {
  const { words } = useProgressReader();
  const own = groups.find(({ kind }) => kind === "own")?.percentage;
  const cohort = groups.find(({ kind }) => kind === "cohort");
  const sentence =
    cohort && own != null && cohort.lowerQuartile !== null && cohort.upperQuartile !== null
      ? words.cohort(cohort.name, cohort.lowerQuartile, cohort.upperQuartile, String(own))
      : null;
  if (sentence === null && !children) return null;
  return (
    <CardFooter className="mt-auto">
      {children}
      {sentence ? <p className="num min-w-0 text-pretty">{sentence}</p> : null}
    </CardFooter>
  );
}
