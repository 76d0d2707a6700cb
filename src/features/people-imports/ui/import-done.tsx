"use client";

import { CircleCheck, Undo2 } from "lucide-react";
import { useRef } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { importPages } from "./import-paths.ts";
import { useActOnImport, useImportRows, useSendInvitations } from "./import-queries.ts";
import { StageTitle } from "./stage-title.tsx";
import { strings } from "./strings.ts";

/** What came of the import, with its invitations and its undo. */
export function ImportDone({ current, onAnother }: { current: ImportAnswer; onAnother: () => void }) {
  const { figures, status, undoableUntil } = current;
  const isUndone = status === "UNDONE";
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <div className="flex min-h-80 flex-col items-center justify-center px-6 py-14 text-center">
          <span
            aria-hidden
            className="mb-5 inline-flex size-12 items-center justify-center rounded-full bg-success-soft text-success-soft-foreground"
          >
            {isUndone ? <Undo2 className="size-5.5" /> : <CircleCheck className="size-5.5" />}
          </span>
          <StageTitle>{isUndone ? strings.undoneTitle : strings.doneTitle}</StageTitle>
          {figures ? (
            <p className="mt-1.5 max-w-[52ch] text-pretty">
              {isUndone
                ? strings.undoneWords(figures.removed ?? 0, figures.left ?? 0, figures.restored ?? 0, figures.kept ?? 0)
                : strings.doneWords(figures.added, figures.changed)}
            </p>
          ) : null}
          {current.uninvited > 0 && !isUndone ? (
            <p className="mt-1 text-muted">{strings.uninvited(current.uninvited)}</p>
          ) : null}
          <div className="mt-6 flex flex-wrap justify-center gap-2">
            <Next current={current} />
            {undoableUntil ? <UndoButton current={current} /> : null}
            <Button onClick={onAnother} variant="ghost">
              {strings.another}
            </Button>
          </div>
          {undoableUntil ? (
            <p className="mt-3 text-sm text-muted">
              {strings.undoUntil} <DateText kind="full" value={undoableUntil} />.
            </p>
          ) : null}
        </div>
      </Card>
      {figures && figures.refused > 0 ? <Refused current={current} count={figures.refused} /> : null}
    </div>
  );
}

function Next({ current }: { current: ImportAnswer }) {
  const send = useSendInvitations(current.importId);
  const key = useRef<string | undefined>(undefined);
  if (current.uninvited === 0 || current.status !== "COMMITTED") {
    return (
      <LinkButton href={importPages.people} variant="primary">
        {strings.showPeople}
      </LinkButton>
    );
  }
  const act = () => {
    key.current ??= newIdempotencyKey();
    send.mutate(key.current, { onSuccess: ({ sent }) => toast.success(strings.sent(sent)) });
  };
  return (
    <Button loading={send.isPending} onClick={act} variant="primary">
      {strings.sendNow(current.uninvited)}
    </Button>
  );
}

function UndoButton({ current }: { current: ImportAnswer }) {
  const act = useActOnImport(current.importId);
  const key = useRef<string | undefined>(undefined);
  const undo = async () => {
    key.current ??= newIdempotencyKey();
    try {
      await act.mutateAsync({ act: "undo", key: key.current });
    } catch (error) {
      toast.error(strings.undoFailed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  return (
    <AlertDialog
      actionLabel={strings.undoImport}
      cancelLabel={strings.keep}
      description={strings.undoHelp}
      onAction={undo}
      title={strings.undoTitle}
      trigger={<Button>{strings.undoImport}</Button>}
    />
  );
}

const onlyRefused = { verdict: null, fault: null, refused: true };

function Refused({ current, count }: { current: ImportAnswer; count: number }) {
  const query = useImportRows(current.importId, onlyRefused);
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card>
      <CardHeader divided title={strings.refusedTitle(count)} />
      <CardList>
        {rows.map(({ line, values, refusal }) => (
          <li className="px-5 py-2.5 max-md:px-4" key={line}>
            <span className="font-medium">
              {strings.line} {line}: {values.email}
            </span>
            <span className="block text-sm text-muted">{refusal}</span>
          </li>
        ))}
      </CardList>
    </Card>
  );
}
