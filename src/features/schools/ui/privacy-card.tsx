"use client";

import { useId } from "react";
import { Problem } from "#src/client/api.ts";
import type { SchoolAnswer } from "#src/features/schools/schema.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Select } from "#src/ui/select.tsx";
import { Switch } from "#src/ui/switch.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { useChangeSchool } from "./use-school.ts";

const graceChoices = [0, 7, 14, 30, 60, 90];

/** What is recorded of those who agreed that their use of the program is. */
export function PrivacyCard({ saved }: { saved: SchoolAnswer }) {
  const titleId = useId();
  const save = useChangeSchool(saved.revision);
  const days = [...new Set([...graceChoices, saved.erasureGraceDays])].toSorted((a, b) => a - b);
  const change = async (changed: { recordsAddresses: boolean } | { erasureGraceDays: number }) => {
    try {
      await save.mutateAsync(changed);
      toast.success(strings.saved);
    } catch (error) {
      toast.error(strings.notSaved, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader title={strings.privacy} titleId={titleId} />
      <CardBody className="flex items-start justify-between gap-4 pt-0">
        <div className="min-w-0">
          <p className="font-medium">{strings.recordsAddresses}</p>
          <p className="text-sm text-muted">{strings.recordsAddressesHelp}</p>
        </div>
        <Switch
          checked={saved.recordsAddresses}
          disabled={save.isPending}
          label={strings.recordsAddresses}
          onChange={({ target }) => void change({ recordsAddresses: target.checked })}
        />
      </CardBody>
      <CardBody className="border-t border-separator">
        <Select
          className="max-w-60"
          disabled={save.isPending}
          hint={strings.graceHelp}
          label={strings.grace}
          onValueChange={(value) => void change({ erasureGraceDays: Number(value) })}
          options={days.map((value) => ({ value: String(value), label: strings.graceDays(value) }))}
          value={String(saved.erasureGraceDays)}
        />
      </CardBody>
    </Card>
  );
}
