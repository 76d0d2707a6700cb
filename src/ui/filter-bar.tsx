"use client";

import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { BottomSheet } from "./bottom-sheet.tsx";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { DialogClose } from "./dialog.tsx";
import { strings } from "./strings.ts";

type FilterBarProps = {
  /** A SearchField: always visible. */
  search?: ReactNode;
  /** Selects and fields: in a row on a large screen, in a sheet on a phone. Keep their values in the address. */
  children?: ReactNode;
  /** The number of active filters, for the phone's button. */
  activeCount?: number;
  onClear?: () => void;
  className?: string;
};

export function FilterBar({ search, children, activeCount = 0, onClear, className }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className={cn("mb-4 flex items-end gap-3", className)}>
      {search ? <div className="min-w-0 flex-[1.4]">{search}</div> : null}
      {children ? (
        <>
          {/* Only one of the two has the fields at a time: the sheet creates them when it opens. */}
          <div className="flex min-w-0 flex-[3] items-end gap-3 max-lg:hidden [&>*]:min-w-0 [&>*]:flex-1">
            {children}
          </div>
          <BottomSheet
            footer={
              <>
                {onClear ? <Button onClick={onClear}>{strings.clearFilters}</Button> : null}
                <DialogClose>
                  <Button variant="primary">{strings.showResults}</Button>
                </DialogClose>
              </>
            }
            onOpenChange={setOpen}
            open={open}
            title={strings.filters}
            trigger={
              <Button className="lg:hidden" icon={<SlidersHorizontal aria-hidden />}>
                {strings.filtersCount(activeCount)}
              </Button>
            }
          >
            <div className="flex flex-col gap-4">{children}</div>
          </BottomSheet>
          {onClear && activeCount > 0 ? (
            <Button className="h-10 max-lg:hidden" onClick={onClear} variant="ghost">
              {strings.clearFilters}
            </Button>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
