"use client";

import { MessageCircleQuestion } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "#src/ui/button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { useReturnPlaces } from "#src/ui/return-place.tsx";
import { TaskSection } from "#src/ui/task-page.tsx";
import { DeclineDialog } from "./decline-dialog-later.tsx";
import { strings } from "./strings.ts";
import { useWhen } from "./use-when.ts";

/** Above the form of a request: who asked, when, and in which words. */
export function AskedWords({
  studentName,
  request,
}: {
  studentName: string;
  request: { askedAt: string; answerOn: string | null; words: string | null };
}) {
  const dates = useDates();
  const when = useWhen();
  return (
    <TaskSection className="py-3">
      <p className="flex items-start gap-2 text-muted">
        <MessageCircleQuestion aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
        <span className="num" suppressHydrationWarning>
          {strings.askedYou(studentName, when(request.askedAt))}
          {request.answerOn ? ` ${strings.answerBy(dates.longDay(request.answerOn))}.` : null}
        </span>
      </p>
      {request.words ? <p className="mt-1 ms-6 whitespace-pre-line">{request.words}</p> : null}
    </TaskSection>
  );
}

/** Below the form of a request, as long as nothing is marked. */
export function DeclineSection({ assessmentId, studentName }: { assessmentId: string; studentName: string }) {
  const router = useRouter();
  const { done } = useReturnPlaces("/dashboard/clinical-supervisor");
  return (
    <TaskSection>
      <DeclineDialog
        assessmentId={assessmentId}
        onDeclined={() => router.push(done)}
        studentName={studentName}
        trigger={
          <Button className="-ms-3.5 text-danger" variant="ghost">
            {strings.declineRequest}
          </Button>
        }
      />
    </TaskSection>
  );
}
