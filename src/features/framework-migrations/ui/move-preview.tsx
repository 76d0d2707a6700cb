"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { MigrationAnswer } from "#src/features/framework-migrations/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { migrationActs } from "./migration-queries.ts";
import { MoveStudents } from "./move-students.tsx";
import { strings } from "./strings.ts";
import { useAct } from "./use-act.ts";

type MovePreviewProps = { from: { version: string }; move: MigrationAnswer };

/** The preview of a move: whom it changes, the decisions that are left, and what is safe, beside the button. */
export function MovePreview({ from, move }: MovePreviewProps) {
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  return (
    <MoveStudents
      aside={<Decision from={from} leftOut={leftOut} move={move} />}
      leftOut={leftOut}
      move={move}
      onLeaveOut={(studentId, isOut) =>
        setLeftOut((known) => {
          const next = new Set(known);
          if (isOut) next.add(studentId);
          else next.delete(studentId);
          return next;
        })
      }
    />
  );
}

function Decision({ from, move, leftOut }: MovePreviewProps & { leftOut: ReadonlySet<string> }) {
  const { act, isPending } = useAct();
  const [falls, setFalls] = useState<"reopen" | "leave">("reopen");
  const [dueOn, setDueOn] = useState("");
  const [notifications, setNotifications] = useState(true);
  const [lateJoiners, setLateJoiners] = useState(true);
  const { figures, sums, studentsTotal } = move;
  const left = falls === "leave" ? figures.BELOW : 0;
  const moved = Math.max(0, studentsTotal - leftOut.size - left);
  const start = () =>
    act(() =>
      migrationActs.start(move.id, {
        leftOut: [...leftOut],
        reopens: falls === "reopen",
        notifications,
        lateJoiners,
        ...(dueOn === "" ? {} : { dueOn }),
      }),
    );
  return (
    <Card aria-labelledby="decide-title">
      <CardHeader
        divided
        title={figures.BELOW > 0 ? strings.forBelow(figures.BELOW) : strings.decide}
        titleId="decide-title"
      />
      <CardBody className="flex flex-col gap-4 pt-4">
        {figures.BELOW > 0 ? (
          <RadioGroup
            hideLabel
            label={strings.forBelow(figures.BELOW)}
            name="falls"
            onValueChange={setFalls}
            options={[
              { value: "reopen", label: strings.reopen, hint: strings.reopenHelp },
              { value: "leave", label: strings.leave(from.version), hint: strings.leaveHelp },
            ]}
            value={falls}
          />
        ) : null}
        <TextField
          hint={strings.dueHelp}
          label={strings.dueAgain}
          name="dueOn"
          onChange={(event) => setDueOn(event.target.value)}
          optional
          type="date"
          value={dueOn}
        />
        <Checkbox
          checked={notifications}
          hint={strings.tellHelp}
          label={strings.tell}
          name="tell"
          onChange={(event) => setNotifications(event.target.checked)}
        />
        <Checkbox
          checked={lateJoiners}
          hint={strings.lateHelp}
          label={strings.late}
          name="late"
          onChange={(event) => setLateJoiners(event.target.checked)}
        />
        <section aria-labelledby="safe-title" className="border-t border-separator pt-4">
          <h3 className="mb-2 text-sm font-semibold" id="safe-title">
            {strings.safe}
          </h3>
          <ul className="num flex flex-col gap-2 text-sm text-muted">
            <Safe>{strings.safeEvidence(sums.evidence)}</Safe>
            <Safe isWarning={falls === "reopen" && sums.below > 0}>
              {strings.safeDates(falls === "reopen" ? sums.below : 0)}
            </Safe>
            <Safe>{strings.safeUndo}</Safe>
          </ul>
        </section>
      </CardBody>
      <CardFooter className="flex flex-col items-stretch gap-2">
        <Button block disabled={moved === 0} loading={isPending} onClick={start} variant="primary">
          {strings.start(moved)}
        </Button>
        {leftOut.size + left > 0 ? (
          <p aria-live="polite" className="num text-center text-sm text-muted">
            {strings.leftOut(leftOut.size + left)}
          </p>
        ) : null}
        <Button block onClick={() => act(() => migrationActs.discard(move.id))} variant="ghost">
          {strings.discard}
        </Button>
      </CardFooter>
    </Card>
  );
}

function Safe({ children, isWarning = false }: { children: ReactNode; isWarning?: boolean }) {
  return (
    <li className="flex items-start gap-2">
      {isWarning ? (
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      ) : (
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
      )}
      <span>{children}</span>
    </li>
  );
}
