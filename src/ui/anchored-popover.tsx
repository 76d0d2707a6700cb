"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { popupStyle } from "./popup-style.ts";

type AnchoredPopoverProps = {
  /** What it stands beside; closed while there is none. */
  anchor: Element | null;
  title: string;
  children: ReactNode;
  onClose: () => void;
  /** Gets the focus when it has closed. */
  returnFocusTo: () => HTMLElement | null;
  className?: string;
};

/** A small form beside a place of the page that is no button: a cell of a grid. Escape and a press outside close it. */
export function AnchoredPopover({ anchor, title, children, onClose, returnFocusTo, className }: AnchoredPopoverProps) {
  return (
    <Base.Root onOpenChange={(isOpen) => !isOpen && onClose()} open={anchor !== null}>
      <Base.Portal>
        <Base.Positioner align="start" anchor={anchor} className="z-50" sideOffset={4}>
          <Base.Popup
            className={cn(popupStyle, "w-80 max-w-[calc(100vw-32px)] p-4", className)}
            finalFocus={() => returnFocusTo()}
          >
            <Base.Title className="text-base font-semibold">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
