"use client";

import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { MailOpen } from "lucide-react";
import { useState } from "react";
import { api, Problem } from "#src/client/api.ts";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { OutboxLine, OutboxMessage } from "#src/features/notifications/outbox/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { OutboxDialogProps } from "./outbox-dialog.tsx";
import { outboxPath, outboxQuery } from "./outbox-queries.ts";
import { outboxStrings as strings } from "./outbox-strings.ts";

const OutboxDialog = loadLater<OutboxDialogProps>(
  () => import("./outbox-dialog.tsx").then((file) => file.OutboxDialog),
  { isWanted: () => true },
);

/** What the program would have sent, for whoever tries it out without a mail server. */
export function OutboxPage() {
  const query = useInfiniteQuery(outboxQuery());
  const [shown, setShown] = useState<OutboxMessage>();
  const open = useMutation({
    networkMode: "always",
    mutationFn: (id: string) => api<OutboxMessage>(`${outboxPath}/${id}/open`, { method: "POST", body: {} }),
    onSuccess: setShown,
    onError: (error) => toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {}),
  });
  const { isMailing = false, isTexting = false } = query.data?.pages[0] ?? {};
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      {isMailing || isTexting ? (
        <Callout className="mb-5" title={strings.leaving(isMailing, isTexting)} tone="info">
          {strings.leavingHelp}
        </Callout>
      ) : null}
      <PagedCard
        empty={<EmptyState compact description={strings.noneHelp} icon={<MailOpen />} title={strings.none} />}
        query={query}
        row={(line) => <Line key={line.id} line={line} onOpen={() => open.mutate(line.id)} />}
        title={strings.latest}
      />
      {shown ? <OutboxDialog message={shown} onClose={() => setShown(undefined)} /> : null}
    </>
  );
}

function Line({ line, onOpen }: { line: OutboxLine; onOpen: () => void }) {
  return (
    <li className="relative flex min-h-14 items-center gap-3 px-5 py-2 hover:bg-surface-secondary max-md:px-4">
      <span className="min-w-0 flex-1">
        <button
          className="block max-w-full truncate text-start font-medium after:absolute after:inset-0"
          onClick={onOpen}
          type="button"
        >
          {line.subject === "" ? strings.channels[line.channel] : line.subject}
        </button>
        <span className="block truncate text-sm text-muted">{strings.to(line.to)}</span>
      </span>
      {line.channel === "EMAIL" || line.subject === "" ? null : (
        <Badge tone="outline">{strings.channels[line.channel]}</Badge>
      )}
      <span className="shrink-0 text-sm text-muted">
        <DateText value={line.sentAt} />
      </span>
    </li>
  );
}
