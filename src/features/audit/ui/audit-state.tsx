"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import { type ReactNode, useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { AuditStateAnswer } from "#src/features/audit/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { askCheck, auditKeys, auditStateQuery } from "./audit-queries.ts";

/** Whether the record is whole, in one line, and a button that has it checked now. */
export function AuditState() {
  const client = useQueryClient();
  /** When the last check was, as the one that was asked for began. */
  const [asked, setAsked] = useState<{ after: string | null }>();
  const known = client.getQueryData<AuditStateAnswer>(auditKeys.state());
  const isChecking = asked !== undefined && known?.checkedAt === asked.after;
  const state = useQuery(auditStateQuery(isChecking));
  const check = async () => {
    setAsked({ after: state.data?.checkedAt ?? null });
    try {
      await askCheck();
    } catch {
      setAsked(undefined);
      toast.error(strings.checkFailed);
    }
  };
  return (
    <Card aria-label={strings.lastCheck} className="mb-5">
      <QueryContent query={state} skeleton={<Skeleton className="m-4 h-9" />}>
        {(data) => (
          <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-5 py-2.5 max-md:px-4">
            <State state={data} />
            <Button loading={isChecking} onClick={() => void check()}>
              {isChecking ? strings.checking : strings.check}
            </Button>
          </div>
        )}
      </QueryContent>
    </Card>
  );
}

function State({ state }: { state: AuditStateAnswer }) {
  const { checkedAt, fault, entries, newer, anchoredAt, stampedBy } = state;
  if (checkedAt === null) {
    return (
      <Line icon={<ShieldQuestion aria-hidden className="text-muted" />} title={strings.unchecked}>
        {strings.uncheckedHelp}
      </Line>
    );
  }
  if (fault) {
    return (
      <Line
        icon={<ShieldAlert aria-hidden className="text-danger" />}
        title={<span className="text-danger">{strings.broken}</span>}
      >
        {strings.brokenWhere(fault.log, fault.seal, fault.entry)}
        {strings.brokenAt[fault.how]}. {strings.brokenHelp}
      </Line>
    );
  }
  return (
    <Line
      icon={<ShieldCheck aria-hidden className="text-accent" />}
      title={
        <>
          {strings.whole} <DateText value={checkedAt} withinSentence />.
        </>
      }
    >
      {strings.checked(entries)}
      {anchoredAt ? `, ${stampedBy ? strings.stamped(stampedBy) : strings.anchored}` : ""}. {strings.newer(newer)}
    </Line>
  );
}

function Line({ icon, title, children }: { icon: ReactNode; title: ReactNode; children: ReactNode }) {
  return (
    <p className="flex min-w-0 flex-1 basis-80 items-start gap-3 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      <span className="min-w-0" role="status">
        <span className="font-semibold">{title}</span> <span className="text-sm text-muted">{children}</span>
      </span>
    </p>
  );
}
