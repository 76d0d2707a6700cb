"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { PreviewAnswer } from "#src/features/deployments/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import type { DeployInput } from "./deployment-keys.ts";
import { previewQuery } from "./deployment-queries.ts";
import { frameworkStrings } from "./framework-strings.ts";
import { previewStrings } from "./preview-strings.ts";
import { strings } from "./strings.ts";

type DeployPreviewProps = {
  /** Null while nobody is chosen. */
  body: DeployInput | null;
  competencies: number;
  /** The dates are not given yet as they must be. */
  isFaulty: boolean;
};

/** What will happen, asked of the server while the form is filled in: who gets what, who has it, who is left out. */
export function DeployPreview({ body, competencies, isFaulty }: DeployPreviewProps) {
  const settled = useSettled(isFaulty ? null : body);
  const preview = useQuery(previewQuery(settled));
  const answer = body === null ? undefined : preview.data;
  return (
    <Card>
      <CardHeader description={previewStrings.help} title={strings.summary} />
      <CardBody aria-live="polite" className="pt-0">
        {body === null ? (
          <p className="num text-md font-medium text-pretty">{strings.productNone(competencies)}</p>
        ) : preview.isError ? (
          <Callout title={previewStrings.failed} tone="warning">
            {preview.error instanceof Problem ? preview.error.detail : previewStrings.failedHelp}
          </Callout>
        ) : answer ? (
          <div className={preview.isPlaceholderData || isFaulty ? "opacity-60 transition-opacity duration-150" : ""}>
            <Figures preview={answer} />
          </div>
        ) : (
          <div className="flex flex-col gap-2">
            <Skeleton className="h-6 w-3/4" />
            <Skeleton className="h-5 w-1/2" />
          </div>
        )}
      </CardBody>
    </Card>
  );
}

function Figures({ preview }: { preview: PreviewAnswer }) {
  const dates = useDates();
  const { due } = preview;
  const facts = [
    preview.assignments.attached > 0 ? previewStrings.attached(preview) : null,
    preview.inSeveralGroups > 0 ? previewStrings.overlap(preview.inSeveralGroups) : null,
    due.firstOn && due.lastOn
      ? due.firstOn === due.lastOn
        ? previewStrings.dueOn(dates.longDay(due.firstOn))
        : previewStrings.dueBetween(dates.longDay(due.firstOn), dates.longDay(due.lastOn))
      : null,
    due.without > 0 && (due.firstOn || due.without < preview.students) ? previewStrings.withoutDue(due.without) : null,
    due.past > 0 ? previewStrings.past(due.past) : null,
    ...preview.leftOut.map(previewStrings.leftOut),
  ].filter((fact) => fact !== null);
  return (
    <>
      <p className="num text-md font-medium text-pretty" data-testid="deploy-preview">
        {previewStrings.made(preview)}
      </p>
      {facts.length > 0 ? (
        <ul className="num mt-2 flex list-disc flex-col gap-1 ps-5 text-sm text-pretty text-muted">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      ) : null}
      {preview.groups.length > 1 ? <Groups groups={preview.groups} /> : null}
    </>
  );
}

function Groups({ groups }: { groups: PreviewAnswer["groups"] }) {
  return (
    <table className="num mt-4 w-full text-sm">
      <thead>
        <tr className="border-b border-separator text-muted">
          <th className="py-2 pe-3 text-start font-medium">{previewStrings.group}</th>
          <th className="py-2 pe-3 text-end font-medium">{previewStrings.students}</th>
          <th className="py-2 pe-3 text-end font-medium max-sm:hidden">{previewStrings.inOthers}</th>
          <th className="py-2 pe-3 text-end font-medium max-sm:hidden">{previewStrings.left}</th>
          <th className="py-2 text-end font-medium">{previewStrings.new}</th>
        </tr>
      </thead>
      <tbody>
        {groups.slice(0, shownGroups).map((group) => (
          <tr className="border-b border-separator last:border-0" key={`${group.type} ${group.id}`}>
            <th className="py-2 pe-3 text-start font-normal" scope="row">
              {group.name}
            </th>
            <td className="py-2 pe-3 text-end">{group.students}</td>
            <td className="py-2 pe-3 text-end max-sm:hidden">{group.inOthers}</td>
            <td className="py-2 pe-3 text-end max-sm:hidden">{group.leftOut}</td>
            <td className="py-2 text-end">{group.made}</td>
          </tr>
        ))}
      </tbody>
      {groups.length > shownGroups ? (
        <caption className="caption-bottom pt-2 text-start text-muted">
          {frameworkStrings.more(groups.length - shownGroups)}
        </caption>
      ) : null}
    </table>
  );
}

const shownGroups = 20;
const settleMs = 300;

/** The body once it was not changed for a moment. The parent builds it anew at each render, so it is compared by its text. */
function useSettled(body: DeployInput | null): DeployInput | null {
  const text = body === null ? "" : JSON.stringify(body);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled === "" ? null : JSON.parse(settled);
}
