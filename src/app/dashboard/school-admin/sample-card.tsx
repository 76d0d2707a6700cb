"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SampleAnswer } from "#src/features/samples/schema.ts";
import {
  enterSample,
  openSample,
  removeSample,
  sampleKeys,
  sampleQuery,
} from "#src/features/samples/ui/sample-queries.ts";
import { strings } from "#src/features/samples/ui/strings.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { toast } from "#src/ui/toast.tsx";
import { useChangePerson } from "../../use-change-person.ts";

/** A school to try things in, beside one's own. A sample has none. */
export function SampleCard({ initial }: { initial: SampleAnswer }) {
  const queryClient = useQueryClient();
  const { data } = useQuery({ ...sampleQuery(), initialData: initial });
  const { isBusy, change } = useChangePerson();
  if (data.isSample) return null;

  const open = () =>
    change(async () => {
      await openSample();
      await enterSample("SCHOOL_ADMIN");
    });
  const remove = async () => {
    try {
      queryClient.setQueryData(sampleKeys.own(), await removeSample());
      toast.success(strings.removed);
    } catch (error) {
      toast.error(strings.failed);
      throw error;
    }
  };

  return (
    <Card aria-labelledby="sample-title">
      <CardHeader description={strings.help} title={strings.title} titleId="sample-title" />
      <CardBody className="flex flex-wrap items-center gap-x-3 gap-y-2 pt-0">
        <Button loading={isBusy} onClick={() => void open()}>
          {strings.open}
        </Button>
        {data.holds ? (
          <AlertDialog
            actionLabel={strings.removeLabel}
            description={strings.removeHelp(data.holds)}
            onAction={remove}
            title={strings.removeTitle}
            trigger={<Button variant="ghost">{strings.remove}</Button>}
          />
        ) : (
          <span className="text-sm text-muted">{strings.removable}</span>
        )}
      </CardBody>
    </Card>
  );
}
