"use client";

import { Ban, ChevronDown, Eye, LogIn, Pencil } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { AuditLine } from "#src/features/audit/schema.ts";
import type { Kind } from "#src/features/audit/values.ts";
import { roleWords } from "#src/features/people/values.ts";
import { Button } from "#src/ui/button.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { Person } from "#src/ui/person.tsx";
import { rowControl } from "#src/ui/use-row-keys.ts";
import { strings } from "./admin-strings.ts";
import { sentenceOf } from "./sentence.ts";

/** The columns of a row and of the heading above. */
export const columns = "grid grid-cols-[4.5rem_minmax(0,13rem)_minmax(0,1fr)_minmax(0,14rem)_1.25rem] gap-x-4";

const icons: Record<Kind, ReactNode> = {
  looked: <Eye aria-hidden />,
  changed: <Pencil aria-hidden />,
  refused: <Ban aria-hidden />,
  signIns: <LogIn aria-hidden />,
};

/** One entry in a line; it opens to what else is known of it. */
export function EntryRow({ entry, onRecord }: { entry: AuditLine; onRecord: (id: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { kind, at } = entry;
  const who = whoOf(entry);
  return (
    <li data-row="">
      <button
        {...rowControl}
        aria-controls={isOpen ? id : undefined}
        aria-expanded={isOpen}
        className={cn(
          "w-full px-5 py-2.5 text-start -outline-offset-2 hover:bg-surface-secondary max-md:px-4",
          "lg:grid lg:grid-cols-[4.5rem_minmax(0,13rem)_minmax(0,1fr)_minmax(0,14rem)_1.25rem] lg:items-center lg:gap-x-4",
          "max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto_1.25rem] max-lg:gap-x-3 max-lg:gap-y-1",
          isOpen && "bg-surface-secondary",
        )}
        onClick={() => setOpen(!isOpen)}
        type="button"
      >
        <span className="text-sm text-muted max-lg:order-2">
          <DateText kind="time" value={at} />
        </span>
        <span className="min-w-0 max-lg:order-1">
          <Person meta={who.meta} name={who.name} />
        </span>
        <span
          className={cn(
            "flex min-w-0 items-start gap-2 max-lg:order-4 max-lg:col-span-3 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0",
            kind === "refused" ? "text-danger" : "[&>svg]:text-muted",
          )}
        >
          {icons[kind]}
          <span className="min-w-0 break-words">{sentenceOf(entry)}</span>
        </span>
        <span className="min-w-0 truncate text-sm max-lg:order-5 max-lg:col-span-3 max-lg:ps-6 max-lg:text-muted max-lg:empty:hidden">
          {aboutOf(entry)}
        </span>
        <ChevronDown
          aria-hidden
          className={cn("size-4 self-center text-muted transition-transform max-lg:order-3", isOpen && "rotate-180")}
        />
      </button>
      {isOpen ? <Details entry={entry} id={id} onRecord={onRecord} /> : null}
    </li>
  );
}

/** Whom or what it is about: a person, the address that was refused, or where a sign-in came from. */
function aboutOf({ about, what, source }: AuditLine): string {
  if (about) return about.name ?? strings.formerly;
  const refused = /^[A-Z]+ (\/.*)$/.exec(what)?.[1];
  return refused ?? (source ? `${strings.from} ${source}` : "");
}

function whoOf({ who, kind, what }: AuditLine): { name: string; meta?: string } {
  if (who === null)
    return { name: kind === "refused" && /^(session|factor)\./.test(what) ? strings.nobody : strings.program };
  if (who.name === null) {
    return who.role === "SUPER_ADMIN" || who.role === null
      ? { name: strings.outside, meta: strings.outsideRole }
      : { name: strings.formerly };
  }
  const role = Object.entries(roleWords).find(([name]) => name === who.role)?.[1];
  return role === undefined ? { name: who.name } : { name: who.name, meta: role };
}

function Details({ entry, id, onRecord }: { entry: AuditLine; id: string; onRecord: (id: string) => void }) {
  const { what, about, record, source, detail, seal, requestId, at } = entry;
  const recordId = record?.id ?? about?.id;
  return (
    <section aria-label={strings.details} className="bg-surface-secondary px-5 pb-4 max-md:px-4" id={id}>
      <div className="rounded-ctl border border-border bg-surface p-4 text-sm">
        <dl className="grid gap-x-8 gap-y-2 lg:grid-cols-2">
          <Fact name={strings.time}>
            <DateText kind="full" value={at} />
          </Fact>
          <Fact name={/^[A-Z]+ \//.test(what) ? strings.address : strings.code}>{what}</Fact>
          {record ? (
            <Fact name={strings.recordOf}>
              {record.type.replaceAll("_", " ")}
              {record.id ? ` ${record.id}` : ""}
            </Fact>
          ) : null}
          {source ? <Fact name={strings.from}>{source}</Fact> : null}
          {detail.map(({ name, value }) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
          <Fact name={strings.seal}>{seal === null ? strings.notSealed : seal.toLocaleString("en")}</Fact>
          <Fact name={strings.entry}>{entry.id}</Fact>
          {requestId ? <Fact name={strings.request}>{requestId}</Fact> : null}
        </dl>
        <p className="mt-3 text-muted">{strings.words}</p>
        {recordId ? (
          <Button className="mt-3" onClick={() => onRecord(recordId)}>
            {strings.onlyThis}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-3">
      <dt className="w-24 shrink-0 text-muted">{name}</dt>
      <dd className="num min-w-0 break-words">{children}</dd>
    </div>
  );
}
