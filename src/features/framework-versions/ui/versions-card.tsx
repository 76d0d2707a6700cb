"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Problem } from "#src/client/api.ts";
import type { DiffAnswer } from "#src/features/framework-versions/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./strings.ts";
import { startNextVersion, versionPages } from "./version-queries.ts";

/** The version before, what this one changes, and the next one. */
export function VersionsCard({ id, status, diff }: { id: string; status: string; diff: DiffAnswer | undefined }) {
  const router = useRouter();
  const start = useMutation({
    networkMode: "always",
    mutationFn: () => startNextVersion(id),
    onSuccess: (next) => {
      toast.success(strings.started(next.version));
      router.push(versionPages.edit(next.id));
    },
    onError: (error) => toast.error(error instanceof Problem ? error.message : strings.startFailed),
  });
  return (
    <Card aria-labelledby="versions-title" className="mb-5">
      <CardHeader title={strings.versions} titleId="versions-title" />
      <CardBody className="flex flex-col gap-3 pt-0 text-sm">
        {diff?.from ? (
          <p className="num">
            {strings.replaces(diff.from.version)} {strings.counts(diff.counts)}.
          </p>
        ) : (
          <p className="text-muted">{strings.startHelp}</p>
        )}
        <div className="flex flex-wrap gap-2">
          {diff?.from ? <LinkButton href={versionPages.changes(id)}>{strings.seeChanges}</LinkButton> : null}
          {diff?.from && status === "PUBLISHED" ? (
            <LinkButton href={versionPages.move(id)}>{strings.move}</LinkButton>
          ) : null}
          {status === "DRAFT" ? null : (
            <Button loading={start.isPending} onClick={() => start.mutate()}>
              {strings.start}
            </Button>
          )}
        </div>
      </CardBody>
    </Card>
  );
}
