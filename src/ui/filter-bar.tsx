"use client";

import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import type { FilterSheetProps } from "./filter-sheet.tsx";
import { loadLater } from "./load-later.tsx";
import { strings } from "./strings.ts";

type FilterBarProps = {
  /** A SearchField: always visible. */
  search?: ReactNode;
  /** Each a FilterSelect: in a row on a large screen, in a sheet on a phone. Keep their values in the address. */
  children?: ReactNode;
  /** The number of active filters, for the phone's button. */
  activeCount?: number;
  onClear?: () => void;
  /** At the end of the row: an ExportLink, on a phone without its word. */
  end?: ReactNode;
  className?: string;
};

const FilterSheet = loadLater<FilterSheetProps>(() => import("./filter-sheet.tsx").then((file) => file.FilterSheet), {
  isWanted: ({ open }) => open,
});

export function FilterBar({ search, children, activeCount = 0, onClear, end, className }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className={cn("mb-4 flex items-center gap-3 print:hidden", className)}>
      {search ? <div className="min-w-0 flex-1 lg:min-w-56 lg:max-w-80">{search}</div> : null}
      {children ? (
        <>
          {/* Only one of the two has the fields at a time: the sheet creates them when it opens. */}
          <div className="flex min-w-0 flex-wrap items-center gap-2 max-lg:hidden">{children}</div>
          <Button
            aria-expanded={open}
            aria-haspopup="dialog"
            className="lg:hidden"
            icon={<SlidersHorizontal aria-hidden />}
            onClick={() => setOpen(true)}
          >
            {strings.filtersCount(activeCount)}
          </Button>
          <FilterSheet onClear={onClear} onOpenChange={setOpen} open={open}>
            {children}
          </FilterSheet>
          {onClear && activeCount > 0 ? (
            <Button className="h-10 max-lg:hidden" onClick={onClear} variant="ghost">
              {strings.clearFilters}
            </Button>
          ) : null}
        </>
      ) : null}
      {end ? (
        <div className={cn("ms-auto shrink-0", (search || children) && "max-lg:[&_a>span]:sr-only")}>{end}</div>
      ) : null}
    </div>
  );
}
