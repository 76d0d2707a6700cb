import { Bell } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { iconButtonStyle } from "./icon-button.tsx";
import { strings } from "./strings.ts";

/** The button for the shell's `notifications` slot: pass it to a Menu or Popover as its trigger. */
export function NotificationBell({ unread, className, ...rest }: ComponentProps<"button"> & { unread: number }) {
  return (
    <button
      {...rest}
      aria-label={unread > 0 ? strings.unreadNotifications(unread) : strings.notifications}
      className={cn(iconButtonStyle(), className)}
      type="button"
    >
      <Bell aria-hidden />
      {unread > 0 ? (
        <span aria-hidden className="absolute end-2 top-2 size-2.5 rounded-full border-2 border-surface bg-danger" />
      ) : null}
    </button>
  );
}
