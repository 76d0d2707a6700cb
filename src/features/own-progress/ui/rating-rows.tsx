"use client";

import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { FigureTable } from "#src/ui/chart-frame.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { formatLevel } from "#src/ui/level.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./own-progress-strings.ts";

/** Assessments as rows, each a link to its assessment: the day, the competency, the level and where it is to the target. */
export function RatingRows({ label, lines }: { label: string; lines: readonly RatingLine[] }) {
  return (
    <FigureTable
      head={[strings.when, strings.competency, strings.rating]}
      label={label}
      rows={lines.map((line) => ({
        key: line.assessmentId,
        cells: [
          <DateText className="whitespace-nowrap text-muted" key="when" kind="day" value={line.observedOn} />,
          <TextLink className="line-clamp-2 py-0 font-normal text-foreground" href={line.href} key="competency">
            {line.competencyName}
          </TextLink>,
          <span key="rating">
            <span className="block whitespace-nowrap">{strings.bands[line.band]}</span>
            <span className="block text-xs text-muted">{levelOf(line)}</span>
          </span>,
        ],
      }))}
      words={2}
    />
  );
}

/** "4 · Unsupervised". */
export function levelOf({ value, ratingLabel }: Pick<RatingLine, "value" | "ratingLabel">): string {
  return ratingLabel === null ? formatLevel(value) : `${formatLevel(value)} · ${shortLevelWord(ratingLabel)}`;
}
