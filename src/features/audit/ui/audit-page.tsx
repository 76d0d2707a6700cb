"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { ProvenExportLink } from "#src/client/proven-export-link.tsx";
import { firstSpan, kinds, spans } from "#src/features/audit/values.ts";
import { Button } from "#src/ui/button.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { strings } from "./admin-strings.ts";
import { type AuditPageFilters, auditFilterParsers, auditInAddress } from "./audit-filters.ts";
import { auditExportPath, auditQuery } from "./audit-queries.ts";
import { AuditState } from "./audit-state.tsx";
import { EntryList } from "./entry-list.tsx";

const path = "/dashboard/school-admin/audit";
const all = "all";
const tabs = [all, ...kinds] as const;

/** Who looked at or changed what in a school. */
export function AuditPage() {
  const [filters, setFilters] = useQueryStates(auditFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(auditQuery(useDeferredValue(filters)));
  const { kind, who, about, record, days } = filters;
  const isFiltered = kind !== null || who !== "" || about !== "" || record !== "" || days !== "any";
  const clear = () => void setFilters({ kind: null, who: null, about: null, record: null, days: "any" });
  return (
    <>
      <PageHeader
        actions={<ProvenExportLink href={auditExportPath(filters)} />}
        description={strings.description}
        title={strings.title}
      />
      <AuditState />
      <TabLinks
        label={strings.kindsLabel}
        onValueChange={(next) => void setFilters({ kind: next === all ? null : next })}
        tabs={tabs.map((value) => ({
          value,
          label: value === all ? strings.everything : strings.kinds[value],
          href: `${path}${auditInAddress({ ...filters, kind: value === all ? null : value })}`,
        }))}
        value={kind ?? all}
      />
      <Filters filters={filters} onChange={(change) => void setFilters(change)} />
      {record === "" ? null : (
        <p className="mb-4 flex flex-wrap items-center gap-2 text-sm">
          <span className="min-w-0 truncate text-muted">
            {strings.record}: {record}
          </span>
          <Button icon={<X aria-hidden />} onClick={() => void setFilters({ record: null })}>
            {strings.allRecords}
          </Button>
        </p>
      )}
      <EntryList
        isFiltered={isFiltered}
        onClear={clear}
        onRecord={(id) => void setFilters({ record: id, days: "any" })}
        query={query}
      />
    </>
  );
}

function Filters({
  filters: { who, about, days },
  onChange,
}: {
  filters: AuditPageFilters;
  onChange: (change: Partial<AuditPageFilters>) => void;
}) {
  return (
    <FilterBar
      activeCount={(about === "" ? 0 : 1) + (days === firstSpan ? 0 : 1)}
      onClear={() => onChange({ about: "", days: firstSpan })}
      search={
        <SearchField
          hideLabel
          label={strings.who}
          onValueChange={(value) => onChange({ who: value })}
          placeholder={strings.whoPlaceholder}
          value={who}
        />
      }
    >
      <SearchField
        className="lg:w-56"
        hideLabel
        label={strings.about}
        onValueChange={(value) => onChange({ about: value })}
        placeholder={strings.aboutPlaceholder}
        value={about}
      />
      <FilterSelect
        label={strings.when}
        none={strings.anyTime}
        onValueChange={(value) => onChange({ days: value ?? "any" })}
        options={spans.map((value) => ({ value, label: strings.spans[value] }))}
        value={days === "any" ? null : days}
      />
    </FilterBar>
  );
}
