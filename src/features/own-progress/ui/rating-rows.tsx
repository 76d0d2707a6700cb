"use client";

import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { formatLevel } from "#src/ui/level.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { FigureTable } from "./chart-frame.tsx";
import { strings } from "./own-progress-strings.ts";

/** Assessments as rows, each a link to its assessment: the day, the competency, the level and where it is to the target. */
export function RatingRows({ label, lines }: { label: string; lines: readonly RatingLine[] }) {
  return (
    <FigureTable head={[strings.when, strings.competency, strings.rating]} label={label} words={2}>
      {lines.map((line) => (
        <tr key={line.assessmentId}>
          <td className="py-2 pe-3 align-top whitespace-nowrap text-muted">
            <DateText kind="day" value={line.observedOn} />
          </td>
          <td className="py-2 ps-3 align-top">
            <TextLink className="line-clamp-2 py-0 font-normal text-foreground" href={line.href}>
              {line.competencyName}
            </TextLink>
          </td>
          <td className="py-2 ps-3 text-end align-top">
            <span className="block whitespace-nowrap">{strings.bands[line.band]}</span>
            <span className="block text-xs text-muted">{levelOf(line)}</span>
          </td>
        </tr>
      ))}
    </FigureTable>
  );
}

/** "4 · Unsupervised". */
export function levelOf({ value, ratingLabel }: Pick<RatingLine, "value" | "ratingLabel">): string {
  return ratingLabel === null ? formatLevel(value) : `${formatLevel(value)} · ${shortLevelWord(ratingLabel)}`;
}
