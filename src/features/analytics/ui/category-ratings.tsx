"use client";

import { ChartNoAxesColumn } from "lucide-react";
import Link from "next/link";
import type { PlacementsAnswer } from "#src/features/analytics/school/schema.ts";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ratingsHref } from "./analytics-queries.ts";
import { Dumbbell } from "./dumbbell.tsx";
import { allOf, ratingsFinding, reachedOf, shareOf } from "./findings.ts";
import { strings as shared } from "./strings.ts";
import { strings } from "./supervisor-strings.ts";

type Half = { from: string; to: string } | null;

/** Ratings at or above target by category, in the first and the second half of the period; each count opens its list. */
export function CategoryRatings({
  answer: { categories, earlier, later },
  placedIn,
}: {
  answer: PlacementsAnswer;
  placedIn: string | undefined;
}) {
  const dates = useDates();
  const words = (half: Half) => (half ? `${dates.day(half.from)} – ${dates.day(half.to)}` : strings.none);
  const title = ratingsFinding(categories);
  const isEmpty = categories.length === 0;
  return (
    <Card aria-labelledby="ratings-title">
      <CardHeader
        description={isEmpty ? undefined : strings.ratingsHelp}
        divided
        title={title}
        titleId="ratings-title"
      />
      {isEmpty ? (
        <EmptyState
          compact
          description={strings.noRatingsHelp}
          icon={<ChartNoAxesColumn />}
          title={strings.noRatings}
        />
      ) : (
        <table className="num w-full text-sm">
          <thead>
            <tr className="text-xs text-muted">
              <th className="py-2.5 ps-5 pe-2 text-start font-medium max-md:ps-4" scope="col">
                {shared.category}
              </th>
              <th className="px-2 py-2.5 text-end font-medium" scope="col">
                {words(earlier)}
              </th>
              <th className="px-2 py-2.5 pe-5 text-end font-medium max-md:pe-4" scope="col">
                {words(later)}
              </th>
              <th className="w-36 py-2.5 pe-5 ps-2 text-start font-medium max-sm:hidden" scope="col">
                {strings.inHundred}
              </th>
            </tr>
          </thead>
          <tbody>
            {categories.map((line) => {
              const shares = [shareOf(line.earlier), shareOf(line.later)] as const;
              return (
                <tr className="border-t border-separator" key={line.category}>
                  <th className="py-2.5 ps-5 pe-2 text-start font-normal max-md:ps-4" scope="row">
                    {line.category}
                    <Dumbbell className="mt-1.5 sm:hidden" earlier={shares[0]} later={shares[1]} />
                  </th>
                  <Count counts={line.earlier} half={earlier} line={line} placedIn={placedIn} when={words(earlier)} />
                  <Count counts={line.later} half={later} isLast line={line} placedIn={placedIn} when={words(later)} />
                  <td className="py-2.5 pe-5 ps-2 max-sm:hidden">
                    <Dumbbell earlier={shares[0]} later={shares[1]} />
                    <span className="sr-only">{strings.inHundredOf(...shares)}</span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}

type CountProps = {
  counts: PlacementsAnswer["categories"][number]["later"];
  line: PlacementsAnswer["categories"][number];
  half: Half;
  when: string;
  placedIn: string | undefined;
  isLast?: boolean;
};

function Count({ counts, line, half, when, placedIn, isLast = false }: CountProps) {
  const words = strings.counts(reachedOf(counts), allOf(counts));
  const style = `px-2 py-1 text-end whitespace-nowrap ${isLast ? "pe-5 font-medium max-md:pe-4" : "text-muted"}`;
  if (!half || allOf(counts) === 0) return <td className={style}>{strings.none}</td>;
  return (
    <td className={style}>
      <Link
        aria-label={strings.countsOpen(line.category, when, words)}
        className="inline-flex min-h-6 items-center rounded-sm hover:text-accent hover:underline touch:min-h-11"
        href={ratingsHref("/dashboard/clinical-supervisor/analytics", {
          category: line.category,
          placedIn: placedIn ?? null,
          from: half.from,
          to: half.to,
        })}
        prefetch={false}
      >
        {words}
      </Link>
    </td>
  );
}
