"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactElement, type ReactNode, type RefObject, useRef } from "react";
import { cn } from "./cn.ts";
import { iconButtonStyle } from "./icon-button.tsx";
import { QuietGuards } from "./quiet-guards.tsx";
import { strings } from "./strings.ts";

type DialogProps = {
  /** A Button; leave it out if `open` is controlled. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons: cancel first, the action last. Use DialogClose for cancel. */
  footer?: ReactNode;
  /** 440 px, or 640 for forms with two columns. */
  size?: "md" | "lg";
  initialFocus?: RefObject<HTMLElement | null>;
};

const fieldSelector =
  "input:not([type=hidden]):not(:disabled), textarea:not(:disabled), select:not(:disabled), [role=combobox]";

/** For a short task. It traps the focus, Escape closes it, and the focus returns to the element that opened it. */
export function Dialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = "md",
  initialFocus,
}: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  // A form opens with the focus on its first field. On touch devices that would open the keyboard over the text to read
  // first.
  const firstField = (openedBy: string) =>
    openedBy === "touch" ? true : (body.current?.querySelector<HTMLElement>(fieldSelector) ?? true);
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fade-motion fixed inset-0 z-40 bg-(--backdrop)" />
        <Base.Viewport className="fixed inset-0 z-50 grid items-center justify-items-center overflow-y-auto p-4 max-md:items-end max-md:p-2">
          <Base.Popup
            className={cn(
              "popup-motion w-full rounded-dialog border border-border bg-overlay shadow-3 outline-none",
              size === "md" ? "max-w-[440px]" : "max-w-[640px]",
            )}
            initialFocus={initialFocus ?? firstField}
          >
            <QuietGuards />
            <DialogHead description={description} title={title} />
            {children ? (
              <div className="px-6 pb-5 max-md:px-4" ref={body}>
                {children}
              </div>
            ) : null}
            {footer ? <DialogFoot>{footer}</DialogFoot> : null}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** Closes a dialog or sheet: wrap a Button. */
export function DialogClose({ children }: { children: ReactElement }) {
  return <Base.Close render={children} />;
}

export function DialogHead({ title, description }: { title: string; description?: ReactNode }) {
  return (
    <div className="flex items-start justify-between gap-3 px-6 pt-5 pb-4 max-md:px-4 max-md:pt-4">
      <div className="min-w-0">
        {/* As high as the button beside it, so that their middles are on one line. */}
        <Base.Title className="flex min-h-8 items-center text-lg font-semibold touch:min-h-11">{title}</Base.Title>
        {description ? <Base.Description className="mt-1 text-base text-muted">{description}</Base.Description> : null}
      </div>
      <Base.Close aria-label={strings.close} className={cn(iconButtonStyle({ size: "sm" }), "-me-2")}>
        <X aria-hidden />
      </Base.Close>
    </div>
  );
}

export function DialogFoot({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-end gap-2 border-t border-separator px-6 py-4 max-md:px-4 max-md:[&>*]:flex-1">
      {children}
    </div>
  );
}
