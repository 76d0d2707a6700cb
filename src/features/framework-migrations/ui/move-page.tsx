"use client";

import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useState } from "react";
import type { MigrationAnswer } from "#src/features/framework-migrations/schema.ts";
import { versionPages } from "#src/features/framework-versions/ui/version-queries.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Select } from "#src/ui/select.tsx";
import { isUnderWay, migrationActs, migrationsQuery } from "./migration-queries.ts";
import { MoveDone } from "./move-done.tsx";
import { MovePreview } from "./move-preview.tsx";
import { strings } from "./strings.ts";
import { useAct } from "./use-act.ts";

type Version = { id: string; name: string; version: string; status: string };
type Cohort = { id: string; name: string };
type MovePageProps = { from: Version | null; to: Version; cohorts: readonly Cohort[] };

/** Students under way go to this version: a preview first, then the move, and its undo. */
export function MovePage({ from, to, cohorts }: MovePageProps) {
  const moves = useQuery(migrationsQuery(to.id)).data?.items.filter((move) => move.to.id === to.id) ?? [];
  const current = moves.find(({ status }) => status !== "DISCARDED" && status !== "MOVED");
  const past = moves.filter((move) => move.startedAt !== null && move !== current);
  return (
    <>
      <PageHeader
        actions={from ? <LinkButton href={versionPages.changes(to.id)}>{strings.seeChanges}</LinkButton> : null}
        back={{ href: versionPages.framework(to.id), label: to.name }}
        description={
          from && current?.status === "READY" ? strings.description(current.cohort, from.version) : undefined
        }
        title={strings.title(to.version)}
      />
      <div className="flex flex-col gap-6">
        <Current cohorts={cohorts} from={from} key={current?.id ?? ""} move={current} to={to} />
        {past.map((move) => (
          <MoveDone key={move.id} move={move} />
        ))}
      </div>
    </>
  );
}

function Current({ from, to, move, cohorts }: MovePageProps & { move: MigrationAnswer | undefined }) {
  const { act, isPending } = useAct();
  if (from === null || to.status !== "PUBLISHED") {
    return <Callout>{from === null ? strings.noEarlier : strings.notPublished}</Callout>;
  }
  if (!move) return <Ask cohorts={cohorts} from={from} to={to} />;
  if (move.status === "READY" && move.studentsTotal > 0) return <MovePreview from={from} move={move} />;
  if (move.status === "READY") {
    return (
      <Card>
        <EmptyState
          actions={
            <Button loading={isPending} onClick={() => act(() => migrationActs.discard(move.id))}>
              {strings.discard}
            </Button>
          }
          compact
          description={strings.nobodyHelp}
          icon={<Users />}
          title={strings.nobody}
        />
      </Card>
    );
  }
  if (move.status === "FAILED") {
    return (
      <Callout
        actions={
          move.startedAt ? (
            <Button loading={isPending} onClick={() => act(() => migrationActs.retry(move.id))}>
              {strings.goOn}
            </Button>
          ) : (
            <Button loading={isPending} onClick={() => act(() => migrationActs.discard(move.id))}>
              {strings.again}
            </Button>
          )
        }
        live
        title={strings.failed}
        tone="danger"
      >
        {move.error}
      </Callout>
    );
  }
  return <Running move={move} />;
}

function Ask({ from, to, cohorts }: { from: Version; to: Version; cohorts: readonly Cohort[] }) {
  const { act, isPending } = useAct();
  const [cohortId, setCohortId] = useState("");
  return (
    <Card className="max-w-2xl">
      <CardBody className="flex flex-col items-start gap-4">
        <p className="text-pretty text-muted">{strings.previewHelp}</p>
        <Select
          className="w-full max-w-md"
          label={strings.whom}
          onValueChange={setCohortId}
          options={[
            { value: "", label: strings.everybody },
            ...cohorts.map((cohort) => ({ value: cohort.id, label: cohort.name })),
          ]}
          value={cohortId}
        />
        <Button
          loading={isPending}
          onClick={() =>
            act(() =>
              migrationActs.preview({
                fromFrameworkId: from.id,
                toFrameworkId: to.id,
                ...(cohortId === "" ? {} : { cohortId }),
              }),
            )
          }
          variant="primary"
        >
          {strings.preview}
        </Button>
      </CardBody>
    </Card>
  );
}

function Running({ move }: { move: MigrationAnswer }) {
  const isMoving = move.status === "MOVING";
  return (
    <Card>
      <CardBody className="py-8">
        <JobProgress
          detail={isMoving ? strings.movingHelp : strings.previewHelp}
          done={move.studentsDone}
          label={isMoving ? strings.moving(move.studentsTotal) : strings.previewing}
          state={isUnderWay(move) ? "running" : "done"}
          total={isMoving ? move.studentsTotal : null}
        />
      </CardBody>
    </Card>
  );
}
