"use client";

import type { ReactNode } from "react";
import { BottomSheet } from "./bottom-sheet.tsx";
import { Button } from "./button.tsx";
import { DialogClose } from "./dialog.tsx";
import { FilterPlace } from "./filter-select.tsx";
import { strings } from "./strings.ts";

export type FilterSheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onClear: (() => void) | undefined;
  children: ReactNode;
};

/** A FilterBar's fields on a phone; loaded by it, after the page. */
export function FilterSheet({ open, onOpenChange, onClear, children }: FilterSheetProps) {
  return (
    <BottomSheet
      footer={
        <>
          {onClear ? <Button onClick={onClear}>{strings.clearFilters}</Button> : null}
          <DialogClose>
            <Button variant="primary">{strings.showResults}</Button>
          </DialogClose>
        </>
      }
      onOpenChange={onOpenChange}
      open={open}
      title={strings.filters}
    >
      <FilterPlace value="sheet">
        <div className="flex flex-col gap-4">{children}</div>
      </FilterPlace>
    </BottomSheet>
  );
}
