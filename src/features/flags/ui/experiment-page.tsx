"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ExperimentAnswer } from "#src/features/flags/schema.ts";
import { type FlagKey, fewestCompared } from "#src/features/flags/values.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ScrollBox } from "#src/ui/scroll-box.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { changeWords } from "./flag-words.ts";
import { experimentQuery, flagsHref, historyQuery } from "./flags-queries.ts";
import { flagsStrings as strings, variantWord, wordsOf } from "./flags-strings.ts";

/** What those did who got one form or the other of a flag, and how the flag was changed. */
export function ExperimentPage({ flagKey }: { flagKey: FlagKey }) {
  const experiment = useQuery(experimentQuery(flagKey));
  const { title, about } = wordsOf(flagKey);
  return (
    <>
      <PageHeader back={{ href: flagsHref, label: strings.title }} description={about} title={title} />
      <div className="flex max-w-[860px] flex-col gap-5">
        <QueryContent
          frame={(content) => <Card>{content}</Card>}
          query={experiment}
          skeleton={<ListSkeleton rows={3} />}
        >
          {(answer) => <Comparison answer={answer} />}
        </QueryContent>
        <History flagKey={flagKey} />
      </div>
    </>
  );
}

function Comparison({ answer }: { answer: ExperimentAnswer }) {
  const { key, since, goal, groups, isRunning } = answer;
  return (
    <Card aria-labelledby="flag-comparison">
      <CardHeader
        description={strings.compareHelp(wordsOf(key).goal, goal.days)}
        divided
        title={strings.compare}
        titleId="flag-comparison"
      />
      {since === null ? (
        <EmptyState compact description={strings.nobodyHelp} icon={<FlaskConical />} title={strings.nobody} />
      ) : (
        <>
          <CardBody className="grid gap-3">
            <Finding answer={answer} />
            {isRunning ? null : <p className="text-sm text-muted">{strings.notRunning}</p>}
          </CardBody>
          <ScrollBox className="border-t border-separator" label={strings.compare}>
            <Groups flagKey={key} groups={groups} />
          </ScrollBox>
          <CardFooter>
            <span>
              {strings.since} <DateText value={since} withinSentence />. {strings.anyTime}
            </span>
          </CardFooter>
        </>
      )}
    </Card>
  );
}

/** The sentence to take away, for each form that is compared: on a phone the table's last column is out of sight. */
function Finding({ answer: { key, groups, split, goal } }: { answer: ExperimentAnswer }) {
  if (split?.isUneven) {
    return (
      <Callout title={strings.uneven} tone="danger">
        {strings.unevenHelp(strings.oneIn(split.probability))}
      </Callout>
    );
  }
  const compared = groups.flatMap(({ variant, difference }) => (difference ? [{ variant, ...difference }] : []));
  if (compared.length === 0) return <Callout>{strings.notYet(fewestCompared, goal.days)}</Callout>;
  return compared.map(({ variant, low, high }) => {
    const word = variantWord(key, variant);
    if (low <= 0 && high >= 0) {
      return <Callout key={variant}>{strings.noDifference(word, strings.points(low), strings.points(high))}</Callout>;
    }
    return (
      <Callout key={variant} tone={low > 0 ? "success" : "warning"}>
        {low > 0
          ? strings.better(word, strings.distance(low), strings.distancePoints(high))
          : strings.worse(word, strings.distance(high), strings.distancePoints(low))}
      </Callout>
    );
  });
}

const { columns } = strings;

function Groups({ flagKey, groups }: { flagKey: FlagKey; groups: ExperimentAnswer["groups"] }) {
  return (
    <table className="w-full text-sm">
      <thead>
        <tr className="border-b border-separator text-start text-muted">
          {Object.values(columns).map((name, index) => (
            <th
              className={`px-3 py-2 font-medium first:ps-5 last:pe-5 max-md:first:ps-4 ${index === 0 ? "text-start" : "text-end"}`}
              key={name}
              scope="col"
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map(({ variant, isControl, expected, people, compared, reached, difference }) => (
          <tr className="border-b border-separator last:border-b-0" key={variant}>
            <th className="px-3 py-2.5 ps-5 text-start font-medium max-md:ps-4" scope="row">
              {variantWord(flagKey, variant)}
            </th>
            <Cell>{strings.percent(expected)}</Cell>
            <Cell>{people.toLocaleString("en")}</Cell>
            <Cell>{compared.toLocaleString("en")}</Cell>
            <Cell>
              {reached.toLocaleString("en")}
              {compared > 0 ? ` (${strings.percent(reached / compared)})` : null}
            </Cell>
            <Cell>
              {isControl ? (
                <span className="text-muted">{strings.control}</span>
              ) : difference ? (
                <>
                  {strings.points(difference.difference)}
                  <span className="block text-muted">
                    {strings.interval(strings.points(difference.low), strings.points(difference.high))}
                  </span>
                </>
              ) : (
                "–"
              )}
            </Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ children }: { children: ReactNode }) {
  return <td className="px-3 py-2.5 text-end whitespace-nowrap tabular-nums last:pe-5 max-md:last:pe-4">{children}</td>;
}

function History({ flagKey }: { flagKey: FlagKey }) {
  const history = useQuery(historyQuery(flagKey));
  return (
    <Card aria-labelledby="flag-history">
      <CardHeader description={strings.historyHelp} divided title={strings.history} titleId="flag-history" />
      <QueryContent query={history} skeleton={<ListSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <CardBody className="text-sm text-muted">{strings.noHistory}</CardBody>
          ) : (
            <CardList>
              {items.map(({ id, at, by, before, after }) => (
                <li className="px-5 py-2.5 text-sm max-md:px-4" key={id}>
                  <p className="break-words">
                    <span className="font-medium">{by}</span>: {changeWords(flagKey, before, after)}
                  </p>
                  <p className="text-muted">
                    <DateText kind="full" value={at} />
                  </p>
                </li>
              ))}
            </CardList>
          )
        }
      </QueryContent>
    </Card>
  );
}
