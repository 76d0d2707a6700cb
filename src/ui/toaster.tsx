"use client";

import { CircleAlert, CircleCheck, Info } from "lucide-react";
import { useEffect } from "react";
import { Toaster as Sonner } from "sonner";
import { strings } from "./strings.ts";
import { toasterIsReady } from "./toast.tsx";

const toastButton =
  "shrink-0 rounded-ctl px-2 py-1 text-sm font-medium text-accent hover:bg-surface-secondary touch:min-h-11";

/** Loaded by Providers after the page. On phones it is placed above the footer or bottom bar, whichever the page has. */
export function Toaster() {
  useEffect(toasterIsReady, []);
  return (
    <Sonner
      className="font-sans"
      closeButton={false}
      containerAriaLabel={strings.notifications}
      gap={8}
      icons={{
        success: <CircleCheck aria-hidden className="size-5 text-success" />,
        error: <CircleAlert aria-hidden className="size-5 text-danger" />,
        info: <Info aria-hidden className="size-5 text-accent" />,
      }}
      mobileOffset={{ bottom: "calc(88px + env(safe-area-inset-bottom))", left: 16, right: 16 }}
      offset={{ bottom: 24, right: 24 }}
      position="bottom-right"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-3 rounded-card font-sans border border-border bg-overlay px-4 py-3 text-base text-foreground shadow-3 md:w-[356px]",
          title: "font-medium",
          description: "text-sm text-muted",
          content: "min-w-0 flex-1",
          actionButton: toastButton,
          cancelButton: toastButton,
        },
      }}
    />
  );
}
