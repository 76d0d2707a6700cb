"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, FileText } from "lucide-react";
import { Card } from "#src/ui/card.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { strings } from "./strings.ts";
import { waitingCountQuery } from "./submission-queries.ts";

/** On the dashboard of who reviews: how much evidence waits, and the way to it. */
export function WaitingSubmissions({ href }: { href: string }) {
  const count = useQuery(waitingCountQuery()).data?.counts.waiting;
  return (
    <Card className="relative flex min-h-14 items-center gap-3 px-4 py-2.5 transition-colors duration-150 hover:bg-surface-secondary">
      <FileText aria-hidden className="size-5 shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <RowLink href={href}>{strings.toReview}</RowLink>
      </span>
      {count === undefined ? null : (
        <span className="num shrink-0 text-sm text-muted">{strings.waitingCount(count)}</span>
      )}
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
    </Card>
  );
}
