"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { BottomSheet } from "#src/ui/bottom-sheet.tsx";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { Loading, Skeleton } from "#src/ui/skeleton.tsx";
import { assignmentsQuery, whyQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";
import { type AskedWhy, useWhy } from "./use-why.ts";
import { WhyContent } from "./why-content.tsx";

export type WhyDialogProps = {
  studentId: string;
  /** The page of the competency with this assignment. */
  hrefOf: (assignmentId: string) => string;
  /** The reader is the student, who may ask for an assessment from here. */
  canAsk?: boolean;
};

/**
 * "Why this level": a dialog on a large screen, a sheet on a phone. A page mounts it once; rows open it through
 * `useWhy`.
 */
export function WhyDialog({ studentId, hrefOf, canAsk = false }: WhyDialogProps) {
  const { asked, close } = useWhy();
  const narrow = useNarrow();
  // It keeps its content during the closing animation.
  const [shown, setShown] = useState<AskedWhy>();
  if (asked && !isSame(asked, shown)) setShown(asked);

  const frame = {
    open: asked !== undefined,
    onOpenChange: (open: boolean) => {
      if (!open) close();
    },
    title: strings.whyTitle,
    footer: (
      <DialogClose>
        <Button>{strings.close}</Button>
      </DialogClose>
    ),
  };
  const content = shown ? <Asked canAsk={canAsk} asked={shown} hrefOf={hrefOf} studentId={studentId} /> : null;
  return narrow ? (
    <BottomSheet {...frame}>{content}</BottomSheet>
  ) : (
    <Dialog {...frame} size="lg">
      {content}
    </Dialog>
  );
}

type AskedProps = WhyDialogProps & { canAsk: boolean };

function Asked({ asked, ...rest }: AskedProps & { asked: AskedWhy }) {
  const { canAsk, hrefOf } = rest;
  if ("assignmentId" in asked) return <Why assignmentId={asked.assignmentId} canAsk={canAsk} hrefOf={hrefOf} />;
  return <WhyOfCompetency competencyId={asked.competencyId} {...rest} />;
}

function WhyOfCompetency({ competencyId, studentId, canAsk, hrefOf }: AskedProps & { competencyId: string }) {
  const assignments = useQuery(assignmentsQuery(studentId));
  return (
    <QueryContent query={assignments} skeleton={<WhySkeleton />}>
      {(items) => {
        const found = items.find((item) => item.competencyId === competencyId);
        return found ? (
          <Why canAsk={canAsk} assignmentId={found.id} hrefOf={hrefOf} />
        ) : (
          <p className="text-muted">{strings.notAssigned}</p>
        );
      }}
    </QueryContent>
  );
}

function Why({ assignmentId, canAsk, hrefOf }: Pick<AskedProps, "canAsk" | "hrefOf"> & { assignmentId: string }) {
  const why = useQuery(whyQuery(assignmentId));
  return (
    <QueryContent query={why} skeleton={<WhySkeleton />}>
      {(answer) => <WhyContent canAsk={canAsk} href={hrefOf(assignmentId)} why={answer} />}
    </QueryContent>
  );
}

function WhySkeleton() {
  return (
    <Loading className="min-h-80">
      <Skeleton className="h-6 w-3/5" />
      <Skeleton className="mt-2 h-4 w-2/5" />
      <Skeleton className="mt-6 h-20 w-full rounded-card" />
      <Skeleton className="mt-6 h-4 w-1/3" />
      <Skeleton className="mt-3 h-14 w-full" />
      <Skeleton className="mt-3 h-14 w-full" />
    </Loading>
  );
}

function isSame(a: AskedWhy, b: AskedWhy | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const narrowScreen = "(width < 48rem)";

/** Whether the screen has a phone's width. Only for parts that open later: the page's own layout uses CSS. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(narrowScreen);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(narrowScreen).matches,
    () => false,
  );
}
