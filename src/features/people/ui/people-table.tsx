"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { PersonLine } from "#src/features/people/schema.ts";
import { type PeopleOrder, type PeopleSort, peopleSorts } from "#src/features/people/values.ts";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { cn } from "#src/ui/cn.ts";
import { CardToolbar } from "#src/ui/data-table/data-table-sort.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Status } from "#src/ui/status.tsx";
import { topBar } from "#src/ui/sticky-bar.tsx";
import { useGradually } from "#src/ui/use-gradually.ts";
import { moveBetweenPeople } from "./people-keys.ts";
import { peopleStrings as strings } from "./people-strings.ts";

type PeopleTableProps = {
  people: readonly PersonLine[];
  total: number;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  sort: PeopleSort;
  order: PeopleOrder;
  onSort: (sort: PeopleSort, order: PeopleOrder) => void;
  /** Loads the next page; absent while one is loading and at the end. */
  onMore: (() => unknown) | undefined;
  isStale: boolean;
};

/** As `--row` below, by which the style places the rows, so that they stand where they belong before any script runs. */
const rowHeight = { table: 56, card: 116 };
/** The next page is asked for this many rows before the last. */
const ahead = 60;
/** New rows in one frame. */
const rowsAtOnce = 3;
const grid =
  "md:grid md:grid-cols-[44px_minmax(0,2.1fr)_minmax(0,1.25fr)_minmax(0,1.3fr)_minmax(0,1.3fr)_116px_104px] md:items-center";

const sortColumns = [
  { id: "name", header: strings.name },
  { id: "role", header: strings.role },
  { id: "program", header: strings.program },
  { id: "seen", header: strings.lastSeen },
];

/** A table of any length: only the rows in sight are in the page. Cards on a phone. */
export function PeopleTable(props: PeopleTableProps) {
  const { people, total, selected, onSelect, onSort, onMore, isStale } = props;
  const all = selected.size > 0 && people.every(({ id }) => selected.has(id));
  const selectAll = (
    <Checkbox
      checked={all}
      hideLabel
      indeterminate={!all && selected.size > 0}
      label={strings.selectAll}
      onChange={() => onSelect(all ? new Set() : new Set(people.map(({ id }) => id)))}
    />
  );
  return (
    <>
      <CardToolbar
        className="md:hidden"
        columns={sortColumns}
        onSortChange={(next) => onSort(peopleSorts.find((one) => one === next?.id) ?? "name", next?.direction ?? "asc")}
        selectAll={selectAll}
        sort={{ id: props.sort, direction: props.order }}
      />
      <div
        className={cn(
          "rounded-card border border-border bg-surface shadow-1 [--row:56px] max-md:[--row:116px]",
          isStale && "opacity-60 transition-opacity duration-150",
        )}
      >
        <div
          {...role("table")}
          {...{ "aria-busy": isStale || undefined, "aria-label": strings.title, "aria-rowcount": total + 1 }}
        >
          <div
            className="sticky top-(--table-head-top,64px) z-10 max-md:hidden rounded-t-card border-b border-border bg-surface-secondary print:static"
            {...role("rowgroup")}
            {...topBar}
          >
            <div className={cn("min-h-10 items-center gap-3 px-5", grid)} {...rowRole(1)}>
              <span {...role("columnheader")}>{selectAll}</span>
              <SortHead id="name" {...props}>
                {strings.name}
              </SortHead>
              <SortHead id="role" {...props}>
                {strings.role}
              </SortHead>
              <SortHead id="program" {...props}>
                {strings.program}
              </SortHead>
              <span className={headStyle} {...role("columnheader")}>
                {strings.placementNow}
              </span>
              <span className={headStyle} {...role("columnheader")}>
                {strings.status}
              </span>
              <SortHead id="seen" {...props}>
                {strings.lastSeen}
              </SortHead>
            </div>
          </div>
          <Rows onMore={onMore} onSelect={onSelect} people={people} selected={selected} />
        </div>
        <p aria-live="polite" className="border-t border-separator px-5 py-3 text-sm text-muted">
          {strings.shown(people.length, total)}
        </p>
      </div>
    </>
  );
}

/** The rows in sight. Scrolling draws them again, and nothing else of the table. */
function Rows({
  people,
  selected,
  onSelect,
  onMore,
}: Pick<PeopleTableProps, "people" | "selected" | "onSelect" | "onMore">) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const isWide = useIsWide();
  useLayoutEffect(() => setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtualizer = useWindowVirtualizer({
    count: people.length,
    estimateSize: () => (isWide ? rowHeight.table : rowHeight.card),
    overscan: 8,
    scrollMargin: top,
    initialRect: { width: 1200, height: 900 },
    // Rows are drawn in a task of their own, between which and the frame a slow machine can answer a press.
    useFlushSync: false,
  });
  useEffect(() => {
    // The height of all rows follows from the layout.
    if (isWide !== undefined) virtualizer.measure();
  }, [virtualizer, isWide]);
  const inSight = virtualizer.getVirtualIndexes();
  const rows = useGradually(inSight, rowsAtOnce);
  const last = inSight.at(-1) ?? 0;
  useEffect(() => {
    if (onMore && last >= people.length - ahead) onMore();
  }, [onMore, last, people.length]);

  // The rows keep their handler, so that a press draws one row again and not all.
  const latest = useRef({ selected, onSelect });
  useEffect(() => {
    latest.current = { selected, onSelect };
  });
  const [toggle] = useState(() => (id: string) => {
    const next = new Set(latest.current.selected);
    if (!next.delete(id)) next.add(id);
    latest.current.onSelect(next);
  });
  return (
    <div
      className="relative overflow-clip"
      ref={body}
      {...{ role: "rowgroup", onKeyDown: moveBetweenPeople }}
      style={{ height: `calc(var(--row) * ${people.length})` }}
    >
      {rows.map((index) => {
        const person = people[index];
        // In another order, the rows change their words and stay: that is less work than new rows.
        return person ? (
          <Row index={index} isSelected={selected.has(person.id)} key={index} onToggle={toggle} person={person} />
        ) : null;
      })}
    </div>
  );
}

/** Rows that are placed one by one cannot be elements of a table, so the roles say what they are. */
function role(name: "table" | "rowgroup" | "row" | "columnheader" | "cell") {
  return { role: name };
}

function rowRole(index: number, isSelected?: boolean) {
  return { role: "row", "aria-rowindex": index, "aria-selected": isSelected };
}

const headStyle = "text-xs font-medium whitespace-nowrap text-muted";

function SortHead({
  id,
  sort,
  order,
  onSort,
  children,
}: Pick<PeopleTableProps, "sort" | "order" | "onSort"> & { id: PeopleSort; children: string }) {
  const isSorted = sort === id;
  const Icon = isSorted ? (order === "asc" ? ArrowUp : ArrowDown) : ChevronsUpDown;
  // Who was seen last comes first; names begin with A.
  const first: PeopleOrder = id === "seen" ? "desc" : "asc";
  const next = isSorted && order === first ? (first === "asc" ? "desc" : "asc") : first;
  return (
    <span
      className="min-w-0"
      {...role("columnheader")}
      {...{ "aria-sort": isSorted ? (order === "asc" ? "ascending" : "descending") : undefined }}
    >
      <button
        className={cn(
          "-mx-1.5 inline-flex h-8 max-w-full items-center gap-1.5 rounded-md px-1.5 text-xs font-medium text-muted hover:text-foreground touch:h-11",
          isSorted && "text-foreground",
        )}
        onClick={() => onSort(id, next)}
        type="button"
      >
        <span className="truncate">{children}</span>
        <Icon aria-hidden className={cn("size-3.5 shrink-0 print:hidden", isSorted ? "text-accent" : "text-control")} />
      </button>
    </span>
  );
}

type RowProps = {
  person: PersonLine;
  index: number;
  isSelected: boolean;
  onToggle: (id: string) => void;
};

const Row = memo(function Row({ person, index, isSelected, onToggle }: RowProps) {
  const { id, name, email, studentNumber, status, cohort, program, placement, lastSeenAt } = person;
  return (
    <div
      className={cn(
        "absolute inset-x-0 top-0 flex h-(--row) gap-3 border-b border-separator px-4 [contain:size_layout_style] hover:bg-surface-secondary max-md:items-start max-md:py-3 md:px-5",
        grid,
        isSelected && "bg-accent-soft/60 hover:bg-accent-soft",
      )}
      data-person-row=""
      {...rowRole(index + 2, isSelected)}
      style={{ transform: `translateY(calc(var(--row) * ${index}))` }}
    >
      <span className="relative z-10 max-md:flex max-md:h-11 max-md:items-center" {...role("cell")}>
        <Checkbox checked={isSelected} hideLabel label={strings.select(name)} onChange={() => onToggle(id)} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1 md:contents">
        <span className="min-w-0" {...role("cell")}>
          <Person
            link={<RowLink href={`/dashboard/school-admin/users/${id}`}>{name}</RowLink>}
            meta={studentNumber ? `${studentNumber} · ${email}` : email}
            name={name}
          />
        </span>
        <span className="truncate max-md:ps-11 max-md:text-sm" {...role("cell")}>
          {strings.roleWords[person.role]}
          <span className="md:hidden">{cohort ? ` · ${cohort}` : ""}</span>
        </span>
        <span className="truncate max-md:hidden" {...role("cell")}>
          {cohort ?? program ?? <span className="text-muted">{strings.none}</span>}
        </span>
        <span className="truncate max-md:hidden" {...role("cell")}>
          {placement ? (
            `${placement.rotation}${person.role === "CLINICAL_SUPERVISOR" ? ` (${placement.students})` : ""}`
          ) : (
            <span className="text-muted">{strings.none}</span>
          )}
        </span>
        <span className="flex items-center gap-3 max-md:ps-11 max-md:text-sm md:contents">
          <span {...role("cell")}>
            {status === "ACTIVE" ? (
              <span className="text-muted">{strings.statusWords.ACTIVE}</span>
            ) : (
              <Status status={status} />
            )}
          </span>
          <span className="truncate text-muted" {...role("cell")}>
            <span className="md:hidden">{strings.lastSeen}: </span>
            {lastSeenAt ? <DateText kind="relative" value={lastSeenAt} /> : strings.never}
          </span>
        </span>
      </div>
    </div>
  );
});

/** Whether there is room for columns; undefined until the browser has said so. */
function useIsWide(): boolean | undefined {
  const [isWide, setIsWide] = useState<boolean>();
  useLayoutEffect(() => {
    const wide = window.matchMedia("(min-width: 768px)");
    const update = () => setIsWide(wide.matches);
    update();
    wide.addEventListener("change", update);
    return () => wide.removeEventListener("change", update);
  }, []);
  return isWide ?? true;
}
