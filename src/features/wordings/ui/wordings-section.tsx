"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card } from "#src/ui/card.tsx";
import { ListSkeleton, Skeleton } from "#src/ui/skeleton.tsx";
import { ModelCard } from "./model-card.tsx";
import { SentencesCard } from "./sentences-card.tsx";
import { wordingsQuery } from "./wording-queries.ts";

/** The language model of the school, and our sentences beside its own. */
export function WordingsSection() {
  const wordings = useQuery(wordingsQuery());
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={wordings}
      skeleton={
        <div className={grid}>
          <Skeleton className="h-120 rounded-card" />
          <ListSkeleton rows={6} />
        </div>
      }
    >
      {(answer) => (
        <div className={grid}>
          <ModelCard saved={answer.model} />
          <SentencesCard answer={answer} />
        </div>
      )}
    </QueryContent>
  );
}

const grid = "grid items-start gap-5 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]";
