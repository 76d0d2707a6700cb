"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock, Scale } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { OwnRatingsAnswer } from "#src/features/own-ratings/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FigureGrid, FigureTile } from "#src/ui/figure-tile.tsx";
import { formatLevel } from "#src/ui/level.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { ownRatingsQuery } from "./own-ratings-queries.ts";
import { strings } from "./strings.ts";

/** How the reader rates beside colleagues: count, spread and difference. */
export function OwnRatings() {
  const ratings = useQuery(ownRatingsQuery());
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/clinical-supervisor", label: strings.dashboard }}
        description={
          <span className="inline-flex items-center gap-1.5">
            <Lock aria-hidden className="size-4 shrink-0" />
            {strings.onlyYou}
          </span>
        }
        title={strings.title}
      />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={ratings}
        skeleton={
          <Loading>
            <ListSkeleton rows={5} />
          </Loading>
        }
      >
        {(answer) =>
          answer.count < answer.shownFrom ? (
            <Card>
              <EmptyState
                description={strings.tooFew(answer.count, answer.shownFrom)}
                icon={<Scale />}
                title={strings.tooFewTitle}
              />
            </Card>
          ) : (
            <Shown answer={answer} />
          )
        }
      </QueryContent>
    </>
  );
}

function Shown({ answer }: { answer: OwnRatingsAnswer }) {
  const { spread, difference } = answer;
  return (
    <div className="flex flex-col gap-5">
      <FigureGrid>
        <FigureTile note={strings.ratingsHelp} label={strings.ratings} value={String(answer.count)} />
        <FigureTile
          note={spread?.colleagues == null ? strings.spreadAlone : strings.spreadHelp(spread.colleagues.toFixed(1))}
          label={strings.spread}
          value={spread === null ? null : spread.own.toFixed(1)}
        />
        <FigureTile
          note={strings.differenceHelp}
          label={strings.difference}
          value={difference && signed(difference.shrunken)}
        />
      </FigureGrid>
      {difference ? <Difference difference={difference} /> : <Callout>{strings.noComparison}</Callout>}
      {answer.scales.map((scale) => (
        <Card key={scale.name}>
          <CardHeader title={strings.counts(scale.name)} />
          <Counts scale={scale} />
        </Card>
      ))}
    </div>
  );
}

function Difference({ difference }: { difference: NonNullable<OwnRatingsAnswer["difference"]> }) {
  const { shrunken, low, high, counted, compared, colleagues } = difference;
  const isNone = low <= 0 && high >= 0;
  const size = Math.abs(shrunken).toFixed(1);
  return (
    <Card>
      <CardBody>
        <p className="text-md font-medium text-pretty">
          {isNone
            ? low === high
              ? strings.sameByChance
              : strings.same(signed(low), signed(high))
            : shrunken > 0
              ? strings.above(size, signed(low), signed(high))
              : strings.below(size, signed(low), signed(high))}
        </p>
        <p className="mt-1 text-sm text-muted">{strings.basis(compared, colleagues)}</p>
        <details className="mt-3 text-sm">
          <summary className="inline-block min-h-6 cursor-pointer rounded-sm font-medium text-accent touch:py-2.5">
            {strings.how}
          </summary>
          <div className="mt-2 flex max-w-[66ch] flex-col gap-2 text-muted">
            <p>{strings.howCompared(signed(counted))}</p>
            <p>{strings.howShrunken}</p>
            <p>{strings.howScales}</p>
          </div>
        </details>
      </CardBody>
    </Card>
  );
}

/** A bar for each level that was given, with its number: the chart is its own table. */
function Counts({ scale }: { scale: OwnRatingsAnswer["scales"][number] }) {
  const most = Math.max(...scale.ratings.map(({ count }) => count));
  return (
    <table className="mb-4 w-full border-collapse">
      <thead className="sr-only">
        <tr>
          <th scope="col">{strings.level}</th>
          <th scope="col">{strings.number}</th>
        </tr>
      </thead>
      <tbody>
        {scale.ratings.map(({ value, label, count }) => (
          <tr key={value}>
            <th
              className="num w-2/5 max-w-64 px-5 py-1.5 text-start text-sm font-normal break-words max-md:px-4"
              scope="row"
            >
              {strings.levelWord(formatLevel(value), label)}
            </th>
            <td className="py-1.5 pe-5 max-md:pe-4">
              <span className="flex items-center gap-3">
                <span aria-hidden className="h-2 rounded-full bg-accent" style={{ width: `${(count / most) * 80}%` }} />
                <span className="num text-sm text-muted">{count}</span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "+0.3", "−0.3", "0.0". */
function signed(value: number): string {
  const text = Math.abs(value).toFixed(1);
  if (text === "0.0") return text;
  return value > 0 ? `+${text}` : `−${text}`;
}
