"use client";

import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { QuietGuards } from "./quiet-guards.tsx";
import { strings } from "./strings.ts";

export type AlertDialogProps = {
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The action as a question: "Void this assessment?" */
  title: string;
  /** What will happen, and what will not. */
  description: ReactNode;
  /** Further content: a Level, a reason field. */
  children?: ReactNode;
  /** The action as a verb: "Void assessment". */
  actionLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "primary";
  /** The button stays busy until the returned promise settles; a rejection leaves the dialog open. */
  onAction: () => unknown;
  /** A third way, below the two buttons, for those who know what they do. It behaves as the action does. */
  otherLabel?: string;
  onOther?: () => unknown;
  /** At the bottom edge on phones, near the thumb that pressed Submit. */
  sheetOnPhone?: boolean;
  defaultOpen?: boolean;
};

/** Asks before an action that cannot be undone. The focus starts on the safe button and returns afterwards. */
export function AlertDialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  children,
  actionLabel,
  cancelLabel = strings.cancel,
  tone = "danger",
  onAction,
  otherLabel,
  onOther,
  sheetOnPhone = true,
  defaultOpen = false,
}: AlertDialogProps) {
  const [ownOpen, setOwnOpen] = useState(defaultOpen);
  const [working, setWorking] = useState<"action" | "other">();
  const safeButton = useRef<HTMLButtonElement>(null);

  const setOpen = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };

  const act = async (which: "action" | "other") => {
    setWorking(which);
    try {
      await (which === "action" ? onAction() : onOther?.());
      setOpen(false);
    } catch {
      // The caller shows the error; the dialog stays open, so that nothing typed in it is lost.
    } finally {
      setWorking(undefined);
    }
  };

  return (
    <Base.Root onOpenChange={setOpen} open={open ?? ownOpen}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fade-motion fixed inset-0 z-40 bg-(--backdrop)" />
        <Base.Viewport
          className={cn(
            "fixed inset-0 z-50 grid items-center justify-items-center overflow-y-auto p-4",
            sheetOnPhone && "max-md:items-end max-md:p-0",
          )}
        >
          <Base.Popup
            className={cn(
              "popup-motion w-full max-w-[440px] rounded-dialog border border-border bg-overlay p-6 shadow-3 outline-none",
              sheetOnPhone &&
                "max-md:max-w-none max-md:rounded-b-none max-md:border-b-0 max-md:p-4 max-md:pb-[max(16px,env(safe-area-inset-bottom))]",
            )}
            initialFocus={safeButton}
          >
            <QuietGuards />
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            <Base.Description className="mt-2 text-base text-muted">{description}</Base.Description>
            {children ? <div className="mt-4">{children}</div> : null}
            <div className="mt-6 flex justify-end gap-2 max-md:mt-5">
              <Base.Close
                ref={safeButton}
                render={<Button className="touch:h-12 max-md:flex-1 max-md:text-md">{cancelLabel}</Button>}
              />
              <Button
                className="touch:h-12 max-md:flex-[1.6] max-md:text-md"
                loading={working === "action"}
                onClick={() => act("action")}
                variant={tone}
              >
                {actionLabel}
              </Button>
            </div>
            {otherLabel ? (
              <Button
                block
                className="mt-2 touch:h-12"
                loading={working === "other"}
                onClick={() => act("other")}
                variant="ghost"
              >
                {otherLabel}
              </Button>
            ) : null}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
