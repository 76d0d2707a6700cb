"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { Summary } from "#src/features/analytics/schema.ts";
import { interactionTypes } from "#src/features/analytics/values.ts";
import { consentQuery, saveConsent } from "#src/features/learning-analytics/ui/consent-queries.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./own-progress-strings.ts";

/** Approved hours, and how the program was used where the student agreed to that being counted. */
export function ActivityCard({ summary }: { summary: Summary }) {
  const { hours } = summary;
  const consent = useQuery(consentQuery()).data;
  return (
    <Card aria-labelledby="activity-title" className="lg:col-span-2">
      <CardHeader
        actions={<TextLink href="/dashboard/student/hours">{strings.yourHours}</TextLink>}
        divided
        title={strings.hoursAndUse}
        titleId="activity-title"
      />
      <CardBody className="grid gap-5 md:grid-cols-2 md:gap-8">
        <dl className="grid grid-cols-2 content-start gap-x-6 gap-y-1">
          <Figure label={strings.hoursApproved}>
            {hours && hours.approvedMinutes > 0 ? strings.hours(inHours(hours.approvedMinutes)) : strings.noHours}
          </Figure>
          <Figure label={strings.hoursToDate}>{toDate(hours)}</Figure>
        </dl>
        {consent?.isGranted ? <Use engagement={summary.engagement ?? null} /> : null}
        {consent && !consent.isAnswered ? <Ask /> : null}
      </CardBody>
    </Card>
  );
}

function Figure({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="num text-lg font-semibold">{children}</dd>
    </div>
  );
}

function toDate(hours: Summary["hours"]): string {
  if (!hours || hours.approvedToDateMinutes === null) return strings.noHours;
  const approved = inHours(hours.approvedToDateMinutes);
  return hours.requiredMinutes ? strings.hoursOf(approved, inHours(hours.requiredMinutes)) : strings.hours(approved);
}

/** Whole hours, or with one decimal. */
function inHours(minutes: number): string {
  return String(Math.round(minutes / 6) / 10);
}

function Use({ engagement }: { engagement: NonNullable<Summary["engagement"]> | null }) {
  const counts = new Map(engagement?.byType.map(({ type, count }) => [type, count]));
  const shown = interactionTypes.filter((type) => (counts.get(type) ?? 0) > 0);
  return (
    <section aria-labelledby="use-title" className="max-md:border-t max-md:border-separator max-md:pt-4">
      <h3 className="text-base font-medium" id="use-title">
        {strings.use}
      </h3>
      <p className="text-sm text-muted">{strings.useHelp}</p>
      {shown.length === 0 ? (
        <p className="mt-2 text-sm text-muted">{strings.noUse}</p>
      ) : (
        <dl className="mt-2 grid gap-x-6 sm:max-md:grid-cols-2">
          {shown.map((type) => (
            <div className="flex items-baseline justify-between gap-3 py-1 text-sm" key={type}>
              <dt>{strings.interactions[type]}</dt>
              <dd className="num font-medium">{counts.get(type)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** Asked once: either answer takes the question away. */
function Ask() {
  const queryClient = useQueryClient();
  const [saving, setSaving] = useState<boolean>();
  const answer = async (isGranted: boolean) => {
    setSaving(isGranted);
    try {
      await saveConsent(queryClient, isGranted);
      toast.success(isGranted ? strings.consentSavedYes : strings.consentSavedNo);
    } catch (error) {
      toast.error(strings.consentFailed, error instanceof Problem ? { description: error.detail } : {});
    }
    setSaving(undefined);
  };
  return (
    <section aria-labelledby="consent-title" className="rounded-card bg-surface-secondary p-4 print:hidden">
      <h3 className="text-base font-medium" id="consent-title">
        {strings.consentTitle}
      </h3>
      <p className="mt-1 text-sm text-pretty text-muted">{strings.consentHelp}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button loading={saving === true} onClick={() => void answer(true)}>
          {strings.consentYes}
        </Button>
        <Button loading={saving === false} onClick={() => void answer(false)}>
          {strings.consentNo}
        </Button>
      </div>
    </section>
  );
}
