"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactElement, ReactNode } from "react";
import { DialogFoot, DialogHead } from "./dialog.tsx";
import { QuietGuards } from "./quiet-guards.tsx";

type BottomSheetProps = {
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
};

/** A dialog at the bottom edge, for filters and choices on a phone. On a large screen show them on the page instead. */
export function BottomSheet({ trigger, open, onOpenChange, title, description, children, footer }: BottomSheetProps) {
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fade-motion fixed inset-0 z-40 bg-(--backdrop)" />
        <Base.Popup className="sheet-motion fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[85dvh] max-w-[640px] flex-col rounded-t-dialog border border-b-0 border-border bg-overlay pb-[env(safe-area-inset-bottom)] shadow-3 outline-none">
          <QuietGuards />
          <DialogHead description={description} title={title} />
          <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-5 max-md:px-4">{children}</div>
          {footer ? <DialogFoot>{footer}</DialogFoot> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
