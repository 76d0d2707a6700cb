import { EyeOff } from "lucide-react";
import { Avatar } from "#src/ui/avatar.tsx";
import { Card, CardBody, CardHeader, CardList } from "#src/ui/card.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { Status } from "#src/ui/status.tsx";
import { firstName } from "./assessment-values.ts";
import { type CardProps, type Evaluation, LevelAgainstTarget, ratingOf, scoreWords, Words } from "./record-cards.tsx";
import { recordStrings } from "./record-strings.ts";

/**
 * What several said: first what it comes to and who can see what, then each answer. For the student nobody is named; the
 * numbers follow the random order in which the answers were written.
 */
export function SeveralCards({
  view,
  several,
  isStudent,
  className,
}: CardProps & { several: readonly Evaluation[]; isStudent: boolean }) {
  const { kind } = view.scale;
  return (
    <>
      <Card className={className}>
        <CardBody className="border-b border-separator">
          <LevelAgainstTarget rating={view.value} view={view} />
        </CardBody>
        <CardBody className="flex flex-col gap-2">
          <p>{recordStrings.severalValue[kind === "NUMERIC" ? "NUMERIC" : "OTHER"]}</p>
          <p className="flex items-start gap-2 text-muted">
            <EyeOff aria-hidden className="mt-0.5 size-4 shrink-0" />
            {isStudent ? recordStrings.severalStudent : recordStrings.severalStaff(firstName(view.studentName))}
          </p>
        </CardBody>
      </Card>
      <Card className={className}>
        <CardHeader divided title={recordStrings.severalTitle(several.length)} />
        <CardList>
          {several.map((evaluation, index) => (
            <Answer evaluation={evaluation} key={evaluation.id} number={index + 1} view={view} />
          ))}
        </CardList>
      </Card>
    </>
  );
}

function Answer({ evaluation, number, view }: CardProps & { evaluation: Evaluation; number: number }) {
  const { scale, targetRating } = view;
  const { strengths, nextSteps, feedback, criteria, evaluator, state } = evaluation;
  const rating = ratingOf(evaluation);
  return (
    <li className="flex flex-col gap-3 px-5 py-4 max-md:px-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
        <span className="flex min-w-0 items-center gap-3">
          {evaluator ? <Avatar name={evaluator} size="sm" /> : null}
          <span className="font-medium">{evaluator || recordStrings.unnamed(number)}</span>
          {state === "SIGNED" ? null : <Status status={state} />}
        </span>
        <Rating
          kind={scale.kind}
          label={scale.levels.find(({ value }) => value === rating)?.label ?? null}
          max={scale.max}
          target={targetRating}
          value={rating}
        />
      </div>
      <Words title={recordStrings.wentWell}>{strengths}</Words>
      <Words title={recordStrings.nextTime}>{nextSteps}</Words>
      <Words title={recordStrings.feedback}>{feedback}</Words>
      {strengths || nextSteps || feedback ? null : <p className="text-muted">{recordStrings.noWords}</p>}
      {criteria.length > 0 ? (
        <dl className="flex flex-col gap-1 text-sm">
          {criteria.map((criterion) => (
            <div className="flex flex-wrap items-baseline justify-between gap-x-4" key={criterion.rubricId}>
              <dt>{criterion.name}</dt>
              <dd className="num text-muted">{scoreWords(criterion)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  );
}
