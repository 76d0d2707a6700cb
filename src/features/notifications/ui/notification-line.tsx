"use client";

import {
  Award,
  Bell,
  CalendarClock,
  Check,
  ClipboardCheck,
  type LucideIcon,
  Megaphone,
  TrendingUp,
} from "lucide-react";
import { linkOf } from "#src/features/notifications/link-of.ts";
import type { NotificationLine as Line } from "#src/features/notifications/schema.ts";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./strings.ts";

const icons: Record<Line["type"], LucideIcon> = {
  DEADLINE_REMINDER: CalendarClock,
  ASSESSMENT_DUE: CalendarClock,
  PROGRESS_UPDATE: TrendingUp,
  ACHIEVEMENT_UNLOCKED: Award,
  FEEDBACK_AVAILABLE: ClipboardCheck,
  SYSTEM_ANNOUNCEMENT: Megaphone,
};

type NotificationLineProps = {
  line: Line;
  onOpen: () => void;
  /** Present where it can be marked without opening what it is about. */
  onRead?: (() => void) | undefined;
  /** Where a heading says the day. */
  showsTime?: boolean;
};

/** One notification: the whole line leads to what it is about, where there is such a page. */
export function NotificationLine({ line, onOpen, onRead, showsTime = false }: NotificationLineProps) {
  const Icon = icons[line.type] ?? Bell;
  const href = linkOf(line.payload);
  return (
    <li className={cn("relative flex gap-3 px-4 py-3 md:px-5", href && "hover:bg-surface-secondary")}>
      <Icon aria-hidden className="mt-1 size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        {href ? (
          <TextLink
            className="text-base break-words text-foreground after:absolute after:inset-0 hover:text-accent hover:no-underline"
            href={href}
            onClick={onOpen}
            prefetch={false}
          >
            {line.content}
          </TextLink>
        ) : (
          <p className="py-0.5 text-base break-words text-foreground">{line.content}</p>
        )}
        <p className="mt-0.5 text-xs text-muted">
          <DateText kind={showsTime ? "time" : "relative"} value={line.createdAt} />
        </p>
      </div>
      {line.readAt === null ? (
        <span aria-label={strings.unread} className="mt-2 size-2 shrink-0 rounded-full bg-accent" role="img" />
      ) : null}
      {line.readAt === null && onRead ? (
        <IconButton
          className="z-10 -my-1 touch:-me-2 touch:-my-2.5"
          icon={<Check aria-hidden />}
          label={strings.markReadOf(line.content)}
          onClick={onRead}
          size="sm"
        />
      ) : null}
    </li>
  );
}
