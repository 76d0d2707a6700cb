"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { MergeAnswer, MergePreview, PersonAnswer, Twin, TwinsAnswer } from "#src/features/people/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { toast } from "#src/ui/toast.tsx";
import { peopleApi } from "./people-paths.ts";
import { peopleKeys } from "./people-queries.ts";
import { peopleStrings as strings } from "./people-strings.ts";
import { refreshPeople } from "./use-people-acts.ts";

/** People who look like the same one; absent where there is nobody. */
export function TwinsCard({ person }: { person: PersonAnswer }) {
  const twins = useQuery({
    queryKey: [...peopleKeys.one(person.id), "duplicates"],
    queryFn: ({ signal }) => api<TwinsAnswer>(`${peopleApi.one(person.id)}/duplicates`, { signal }),
  });
  const items = twins.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card>
      <CardHeader description={strings.twinsHelp} title={strings.twins} />
      <CardBody className="pt-0">
        <ul className="flex flex-col gap-4">
          {items.map((twin) => (
            <TwinLine key={twin.id} person={person} twin={twin} />
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function TwinLine({ person, twin }: { person: PersonAnswer; twin: Twin }) {
  const client = useQueryClient();
  const [preview, setPreview] = useState<MergePreview>();
  const [asking, setAsking] = useState(false);
  const look = useMutation({
    networkMode: "always",
    mutationFn: () =>
      api<MergePreview>(`/api/users/merge-preview?${new URLSearchParams({ keepId: person.id, mergeId: twin.id })}`),
    onSuccess: (found) => {
      setPreview(found);
      setAsking(found.fault === null);
    },
    onError: (error) => toast.error(strings.failed, { description: error instanceof Problem ? error.detail : "" }),
  });
  const merge = async () => {
    try {
      await api<MergeAnswer>("/api/users/merge", {
        method: "POST",
        body: { keepId: person.id, mergeId: twin.id },
        idempotencyKey: newIdempotencyKey(),
      });
      toast.success(strings.merged(twin.name));
    } catch (error) {
      toast.error(strings.failed, { description: error instanceof Problem ? error.detail : "" });
    }
    setAsking(false);
    await refreshPeople(client);
  };
  return (
    <li className="flex flex-col gap-2">
      <span className="min-w-0">
        <TextLink href={`/dashboard/school-admin/users/${twin.id}`}>{twin.name}</TextLink>
        <span className="block truncate text-sm text-muted">
          {[twin.studentNumber, twin.email].filter(Boolean).join(" · ")}
        </span>
        <span className="block text-sm text-muted">{strings.because[twin.because]}</span>
      </span>
      {preview?.fault ? (
        <Callout live title={strings.cannotMerge} tone="warning">
          {preview.fault}
        </Callout>
      ) : (
        <Button className="self-start" loading={look.isPending} onClick={() => look.mutate()}>
          {strings.merge}
        </Button>
      )}
      {preview ? (
        <AlertDialog
          actionLabel={strings.merge}
          description={strings.mergeHelp(person.name, preview.merge.email, preview.placements, preview.assignments)}
          onAction={merge}
          onOpenChange={setAsking}
          open={asking}
          title={strings.mergeTitle}
        />
      ) : null}
    </li>
  );
}
