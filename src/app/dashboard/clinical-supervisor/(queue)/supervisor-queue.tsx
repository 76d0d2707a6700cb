"use client";

import { type ReactNode, useState } from "react";
import type { QueueLine } from "#src/features/assessments/schema.ts";
import { SupervisorQueue as Queue } from "#src/features/assessments/ui/supervisor-dashboard.tsx";
import { DeclineDialog } from "#src/features/requests/ui/decline-dialog-later.tsx";

/** The queue, in which a request can be declined. */
export function SupervisorQueue({ children }: { children: ReactNode }) {
  const [declined, setDeclined] = useState<QueueLine>();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Queue
        onDecline={(line) => {
          setDeclined(line);
          setOpen(true);
        }}
      >
        {children}
      </Queue>
      {declined?.assessmentId ? (
        <DeclineDialog
          assessmentId={declined.assessmentId}
          key={declined.assessmentId}
          onOpenChange={setOpen}
          open={isOpen}
          studentName={declined.studentName}
        />
      ) : null}
    </>
  );
}
