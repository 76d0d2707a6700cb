import type { NotInTimeLine } from "#src/features/predictions/queries.ts";
import { advisoryWords, reasonWords } from "#src/features/predictions/values.ts";
import { count, type Frame, figure, type ReportSection, section } from "#src/features/reports/building/model.ts";
import { byName, byNumber, tableOf } from "#src/features/reports/building/table-of.ts";
import type { AskedSection } from "#src/features/reports/schema.ts";
import { daysBetween } from "#src/lib/day.ts";

/** `open` have something left to complete; of `unknown` of them there is not enough evidence to say anything. */
export type NotInTimeFacts = { isOn: boolean; open: number; unknown: number; lines: readonly NotInTimeLine[] };

/** Who may not finish in time, each with the facts behind it: a hint for staff, and no judgement. */
export function notInTimeSection(
  frame: Frame,
  asked: AskedSection,
  { isOn, open, unknown, lines }: NotInTimeFacts,
): ReportSection {
  if (!isOn) {
    return section("notInTime", "Students who may not finish in time", {
      sentences: ["Predictions are switched off in your school."],
    });
  }
  const heading =
    lines.length === 0
      ? "Nobody is expected to finish late"
      : `${count(lines.length, "student")} may not finish in time`;
  return section("notInTime", heading, {
    advisory: advisoryWords,
    figures: [
      figure("May not finish in time", { part: lines.length, of: open }),
      figure("Flagged", lines.filter(({ isFlagged }) => isFlagged).length),
      figure("Forecast after the plan", lines.filter((line) => daysLate(line) > 0).length),
      figure("Not enough evidence yet", unknown),
    ],
    table: tableOf(
      {
        question: frame.question,
        asked,
        summary: "Students who may not finish in time, with why",
        columns: {
          student: { of: ({ name }) => name },
          number: { none: "None", of: ({ number }) => number },
          completed: { kind: "share", of: ({ completed, total }) => ({ part: completed, of: total }) },
          planEnds: { kind: "day", none: "No plan", of: ({ planEndsOn }) => planEndsOn },
          later: { kind: "day", none: "Not enough evidence", of: ({ laterOn }) => laterOn },
          why: { of: whyOf },
        },
        sorts: {
          later: (a, b) => (a.laterOn === b.laterOn ? 0 : (a.laterOn ?? never) < (b.laterOn ?? never) ? 1 : -1),
          name: frame.question.showNames ? byName : byNumber,
        },
      },
      // They come by name, which a report without names must not give away.
      frame.question.showNames ? lines : [...lines].sort(byNumber),
    ),
  });
}

/** Behind every day: without a forecast a student comes first, since no end is in sight. */
const never = "9999-12-31";

/** Days from the end of the plan to the even day of the forecast; 0 where either is missing. */
function daysLate({ planEndsOn, evenOn }: NotInTimeLine): number {
  return planEndsOn === null || evenOn === null ? 0 : Math.max(0, daysBetween(planEndsOn, evenOn));
}

function whyOf(line: NotInTimeLine): string {
  const { isFlagged, reasons, completed, planned } = line;
  const late = daysLate(line);
  // Only what flags a student is stored as reasons; how far another is behind can be seen.
  const behind = planned !== null && completed < planned;
  const facts = isFlagged ? reasons : behind ? [{ kind: "PACE" as const, completed, planned, overdue: 0 }] : [];
  return [
    ...facts.map(reasonWords),
    ...(late > 0 ? [`At this pace about ${count(late, "day")} after the plan`] : []),
  ].join(". ");
}
