"use client";

import { useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { MoreLines } from "#src/client/paged-card.tsx";
import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader, CardList } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { ImportFooter } from "./import-footer.tsx";
import { useActOnImport, useImportRows } from "./import-queries.ts";
import { StageTitle } from "./stage-title.tsx";
import { strings } from "./strings.ts";

/** What the import will do, in words, and the one button that does it. */
export function CheckStep({ current, onBack }: { current: ImportAnswer; onBack: () => void }) {
  const { counts, importId } = current;
  const act = useActOnImport(importId);
  const [sendInvitations, setSend] = useState(false);
  // One key for each time the reader comes here, so that a second press repeats the first.
  const key = useRef<string | undefined>(undefined);
  const commit = () => {
    key.current ??= newIdempotencyKey();
    act.mutate({ act: "commit", key: key.current, body: { sendInvitations } });
  };
  const makes = [...current.programs, ...current.cohorts].filter(({ isNew }) => isNew).map(({ name }) => name);
  return (
    <div className="flex flex-col gap-5">
      <StageTitle help={strings.checkHelp(counts.fix + counts.leftOut)}>
        {strings.checkTitle(counts.add, counts.change)}
      </StageTitle>
      {act.error ? (
        <Callout live title={strings.commitFailed} tone="danger">
          {act.error instanceof Problem ? act.error.detail : null}
        </Callout>
      ) : null}
      {makes.length > 0 ? <Callout>{strings.makes(makes.join(", "))}</Callout> : null}
      <Card>
        <CardBody>
          <Checkbox
            checked={sendInvitations}
            hint={strings.sendHelp}
            label={strings.send}
            onChange={(event) => {
              setSend(event.target.checked);
              key.current = undefined;
            }}
          />
        </CardBody>
      </Card>
      <Changes current={current} />
      <ImportFooter note={null}>
        <Button onClick={onBack}>{strings.previous}</Button>
        <Button disabled={counts.add + counts.change === 0} loading={act.isPending} onClick={commit} variant="primary">
          {strings.commit(counts.add + counts.change)}
        </Button>
      </ImportFooter>
    </div>
  );
}

const onlyChanges = { verdict: "CHANGE", fault: null } as const;

/** Old and new of whom the import changes. */
function Changes({ current }: { current: ImportAnswer }) {
  const query = useImportRows(current.importId, onlyChanges);
  const rows = query.data?.pages.flatMap(({ items }) => items);
  if (current.counts.change === 0) return null;
  if (!rows) return <ListSkeleton rows={4} />;
  return (
    <Card aria-label={strings.changesTitle}>
      <CardHeader divided title={strings.changesTitle} />
      <CardList>
        {rows.map((row) => (
          <li className="flex flex-wrap gap-x-6 gap-y-1 px-5 py-2.5 max-md:px-4" key={row.line}>
            <span className="min-w-48 font-medium">
              {row.values.name ?? [row.values.givenName, row.values.familyName].filter(Boolean).join(" ")}
            </span>
            <ul className="flex min-w-0 flex-1 flex-wrap gap-x-4 gap-y-1">
              {row.changes.map(({ field, fromText, toText }) => (
                <li key={field}>
                  <span className="text-muted">{strings.changeNames[field]}: </span>
                  <del className="text-muted">{fromText === "" ? strings.empty : fromText}</del>{" "}
                  <span aria-hidden>→</span> <ins className="font-medium no-underline">{toText}</ins>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </CardList>
      {query.hasNextPage ? <MoreLines query={query} shown={rows.length} /> : null}
    </Card>
  );
}
