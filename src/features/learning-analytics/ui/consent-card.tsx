"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ConsentAnswer } from "#src/features/learning-analytics/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { Switch } from "#src/ui/switch.tsx";
import { toast } from "#src/ui/toast.tsx";
import { consentQuery, saveConsent } from "./consent-queries.ts";
import { strings } from "./strings.ts";

/** Whether one's use of the program is recorded: off until it is switched on. */
export function ConsentCard() {
  const consent = useQuery(consentQuery());
  return (
    <Card aria-labelledby="consent-title">
      <CardHeader description={strings.help} divided title={strings.title} titleId="consent-title" />
      <CardBody>
        <QueryContent query={consent} skeleton={<Skeleton className="h-12" />}>
          {(known) => <Consent known={known} />}
        </QueryContent>
      </CardBody>
    </Card>
  );
}

function Consent({ known }: { known: ConsentAnswer }) {
  const queryClient = useQueryClient();
  const dates = useDates();
  const [isAsking, setAsking] = useState(false);
  const { isGranted, grantedAt, recorded, recordsAddresses } = known;

  const save = async (next: boolean, canUndo: boolean) => {
    try {
      await saveConsent(queryClient, next);
      toast.success(
        next ? strings.granted : strings.withdrawn,
        canUndo ? { action: { label: strings.undo, onClick: () => void save(!next, false) } } : {},
      );
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
      throw error;
    }
  };
  const change = (next: boolean) => {
    // What is deleted cannot be brought back, so it is asked first.
    if (!next && recorded > 0) setAsking(true);
    else save(next, true).catch(() => {});
  };

  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <p className="font-medium">{strings.label}</p>
        <p className="text-sm text-muted" suppressHydrationWarning>
          {isGranted && grantedAt ? strings.on(dates.day(grantedAt), strings.recorded(recorded)) : strings.off}
        </p>
        <p className="text-sm text-muted">
          {strings.never} {recordsAddresses ? strings.addresses : null}
        </p>
      </div>
      <Switch checked={isGranted} label={strings.label} onChange={({ target }) => change(target.checked)} />
      <AlertDialog
        actionLabel={strings.withdraw}
        description={strings.withdrawHelp(recorded)}
        onAction={() => save(false, false)}
        onOpenChange={setAsking}
        open={isAsking}
        title={strings.withdrawTitle}
      />
    </div>
  );
}
