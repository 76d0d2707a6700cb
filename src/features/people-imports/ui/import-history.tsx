"use client";

import { FileText } from "lucide-react";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { ImportLine, ImportsAnswer } from "#src/features/people-imports/schema.ts";
import { Badge, type BadgeTone } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { useImports } from "./import-queries.ts";
import { strings } from "./strings.ts";

/** The imports of the school, to be continued or undone. */
export function ImportHistory({ initial, onOpen }: { initial: ImportsAnswer; onOpen: (importId: string) => void }) {
  const query = useImports(initial);
  return (
    <PagedCard
      empty={<EmptyState compact description={strings.historyEmpty} icon={<FileText />} title={strings.historyNone} />}
      query={query}
      row={(line) => <HistoryRow key={line.importId} line={line} onOpen={() => onOpen(line.importId)} />}
      title={strings.history}
    />
  );
}

const tones: Partial<Record<ImportLine["status"], BadgeTone>> = {
  READY: "accent",
  COMMITTED: "success",
  FAILED: "danger",
};

function HistoryRow({ line, onOpen }: { line: ImportLine; onOpen: () => void }) {
  const { fileName, status, rows, figures, createdAt, createdBy } = line;
  const facts = [
    figures ? strings.doneWords(figures.added, figures.changed) : rows > 0 ? strings.rows(rows) : "",
    createdBy,
  ].filter(Boolean);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 max-md:px-4">
      <span className="min-w-0 flex-1 basis-60">
        <span className="block truncate font-medium">{fileName}</span>
        <span className="block text-sm text-muted">
          {facts.join(" · ")} · <DateText value={createdAt} />
        </span>
      </span>
      <Badge tone={tones[status] ?? "neutral"}>{strings.statuses[status]}</Badge>
      <Button
        aria-label={`${status === "READY" ? strings.continueImport : strings.open}: ${fileName}`}
        onClick={onOpen}
      >
        {status === "READY" ? strings.continueImport : strings.open}
      </Button>
    </li>
  );
}
