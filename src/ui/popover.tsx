"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { popupStyle } from "./popup-style.ts";

type PopoverProps = {
  trigger: ReactElement;
  title: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
  className?: string;
  defaultOpen?: boolean;
  /** Controlled, where something inside closes it. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** A short explanation that stays open. Unlike a tooltip, it can be reached by touch and keyboard. */
export function Popover({
  trigger,
  title,
  children,
  align = "start",
  className,
  defaultOpen = false,
  open,
  onOpenChange,
}: PopoverProps) {
  return (
    <Base.Root
      {...(open === undefined ? { defaultOpen } : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} className="z-50" sideOffset={6}>
          <Base.Popup className={cn(popupStyle, "w-80 max-w-[calc(100vw-32px)] p-4", className)}>
            <Base.Title className="text-base font-semibold">{title}</Base.Title>
            <div className="mt-1 text-sm text-muted">{children}</div>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
