"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { peopleQuery } from "#src/features/people/ui/people-queries.ts";
import { maxReason } from "#src/features/privacy/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import type { ComboboxOption } from "#src/ui/combobox.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { PersonCombobox } from "./person-combobox.tsx";
import { askErasure, askExport, cancelErasure, placeHold } from "./privacy-queries.ts";
import { strings } from "./school-strings.ts";
import { useAct } from "./use-act.ts";

const noFilters = { role: null, status: null, program: "", cohort: "", placement: null, seen: null } as const;

/** What a school admin does for one person. */
export function ActsCard({ graceDays }: { graceDays: number }) {
  const act = useAct(strings.failed);
  const [search, setSearch] = useState("");
  const [person, setPerson] = useState<ComboboxOption | null>(null);
  const [reason, setReason] = useState("");
  const found = useInfiniteQuery(peopleQuery({ ...noFilters, search, sort: "name", order: "asc" }));
  const options = (found.data?.pages[0]?.items ?? []).map(({ id, name, email }) => ({
    value: id,
    label: name,
    meta: email,
  }));
  const { value: id = "", label: name = "" } = person ?? {};
  return (
    <Card aria-labelledby="acts-title" className="overflow-visible">
      <CardHeader description={strings.actsHelp} title={strings.acts} titleId="acts-title" />
      <CardBody className="flex flex-wrap items-end gap-3 pt-0">
        <PersonCombobox
          className="min-w-60 flex-1"
          label={strings.person}
          loading={found.isFetching}
          name="person"
          onSearch={setSearch}
          onValueChange={setPerson}
          options={options}
          placeholder={strings.findPerson}
          value={person}
        />
        <div className="flex flex-wrap gap-2">
          <Button
            disabled={!person}
            onClick={() => void act(() => askExport(id), strings.archiveAsked(name)).catch(() => {})}
          >
            {strings.makeArchive}
          </Button>
          <AlertDialog
            actionLabel={strings.placeHold}
            description={strings.holdText}
            onAction={async () => {
              await act(() => placeHold(id, reason), strings.placed(name));
              setReason("");
            }}
            title={strings.holdTitle(name)}
            tone="primary"
            trigger={<Button disabled={!person}>{strings.hold}</Button>}
          >
            <Textarea
              label={strings.reason}
              maxLength={maxReason}
              onChange={({ target }) => setReason(target.value)}
              value={reason}
            />
          </AlertDialog>
          <AlertDialog
            actionLabel={strings.eraseAction}
            description={strings.eraseText(graceDays)}
            onAction={async () => {
              let erasureId = "";
              await act(
                async () => {
                  ({ erasureId } = await askErasure(id));
                },
                strings.erasureAsked(name),
                { label: strings.takeBack, does: () => cancelErasure(erasureId) },
              );
            }}
            title={strings.eraseTitle(name)}
            trigger={
              <Button disabled={!person} variant="danger">
                {strings.erase}
              </Button>
            }
          />
        </div>
      </CardBody>
    </Card>
  );
}
