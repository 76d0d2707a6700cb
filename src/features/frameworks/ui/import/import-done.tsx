"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useEffect } from "react";
import { api } from "#src/client/api.ts";
import type { FrameworkDetail, ImportAnswer } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { frameworkPages, frameworkPath } from "../framework-paths.ts";
import { frameworkKeys } from "../framework-queries.ts";
import { strings } from "./import-strings.ts";
import { clearUnfinished } from "./import-unfinished.ts";
import { StageTitle } from "./stage-title.tsx";

/** The last step, with one next action: deploy the framework to students. */
export function ImportDone({ current, onAnother }: { current: ImportAnswer; onAnother: () => void }) {
  useEffect(clearUnfinished, []);
  const id = current.frameworkId ?? "";
  const framework = useQuery({
    queryKey: frameworkKeys.detail(id),
    queryFn: ({ signal }) => api<FrameworkDetail>(frameworkPath(id), { signal }),
    enabled: id !== "",
  }).data;
  const isDraft = framework?.status === "DRAFT";
  return (
    <Card>
      <div className="flex min-h-96 flex-col items-center justify-center px-6 py-16 text-center">
        <span
          aria-hidden
          className="mb-5 inline-flex size-12 items-center justify-center rounded-full bg-success-soft text-success-soft-foreground"
        >
          <CircleCheck className="size-5.5" />
        </span>
        <StageTitle>{strings.doneTitle}</StageTitle>
        <p className="mt-1.5 font-medium">{framework?.name ?? current.preview?.title}</p>
        <p className="mt-1 min-h-5 max-w-[46ch] text-pretty text-muted">{wordsOf(framework)}</p>
        <div className="mt-6 flex flex-wrap justify-center gap-2">
          {isDraft ? null : (
            <LinkButton href={frameworkPages.deploy(id)} variant="primary">
              {strings.deploy}
            </LinkButton>
          )}
          <LinkButton href={frameworkPages.one(id)} variant={isDraft ? "primary" : "secondary"}>
            {strings.open}
          </LinkButton>
          <Button onClick={onAnother} variant="ghost">
            {strings.another}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function wordsOf(framework: FrameworkDetail | undefined): string {
  if (!framework) return strings.doneShort;
  if (framework.status === "DRAFT") return strings.doneDraft;
  return strings.doneHelp(framework.competencies, framework.categories);
}
