"use client";

import { useState } from "react";
import type { MigrationAnswer } from "#src/features/framework-migrations/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { migrationActs } from "./migration-queries.ts";
import { MoveStudents } from "./move-students.tsx";
import { strings } from "./strings.ts";
import { useAct } from "./use-act.ts";

/** A move that was carried out, with its students; each can be moved back until their next assessment. */
export function MoveDone({ move }: { move: MigrationAnswer }) {
  const { act, isPending } = useAct(strings.undoFailed);
  const [isAsking, setAsking] = useState(false);
  const { states, to, createdBy } = move;
  return (
    <section className="flex flex-col gap-4">
      <Card>
        <CardHeader
          actions={
            states.moved > 0 ? (
              <Button loading={isPending} onClick={() => setAsking(true)}>
                {strings.undoAll}
              </Button>
            ) : null
          }
          title={strings.done(states.moved + states.undoing + states.undone, to.version)}
        />
        {move.error !== null && move.status === "MOVED" ? (
          <Callout className="rounded-none" live title={strings.undoStopped} tone="danger">
            {move.error}
          </Callout>
        ) : null}
        <CardBody className="num flex flex-wrap gap-x-4 gap-y-1 pt-0 text-sm text-muted">
          <span>
            {move.startedAt ? <DateText value={move.startedAt} /> : null} {strings.by(createdBy)}
          </span>
          {states.leftOut > 0 ? <span>{strings.leftOut(states.leftOut)}</span> : null}
          <span aria-live="polite">
            {states.undoing > 0
              ? strings.undoing(states.undoing)
              : states.undone > 0
                ? strings.undone(states.undone)
                : null}
          </span>
        </CardBody>
      </Card>
      <MoveStudents
        actOf={(student) =>
          student.state === "MOVED" ? (
            <Button
              aria-label={strings.undoOf(student.name)}
              loading={isPending}
              onClick={() => act(() => migrationActs.undo(move.id, [student.studentId]))}
            >
              {strings.undo}
            </Button>
          ) : null
        }
        move={move}
      />
      <AlertDialog
        actionLabel={strings.undoAll}
        description={strings.undoHelp}
        onAction={() => act(() => migrationActs.undo(move.id))}
        onOpenChange={setAsking}
        open={isAsking}
        title={strings.undoTitle}
        tone="danger"
      />
    </section>
  );
}
