import {
  Archive,
  Ban,
  CalendarClock,
  CircleAlert,
  CircleCheck,
  CircleCheckBig,
  CircleDashed,
  CircleDot,
  CircleX,
  Clock,
  Eye,
  FilePen,
  History,
  Hourglass,
  type LucideIcon,
  MessageCircleQuestion,
  Send,
  ShieldCheck,
  Trash2,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import { Badge, type BadgeTone } from "./badge.tsx";
import { strings } from "./strings.ts";

type StatusLook = { icon: LucideIcon; tone: BadgeTone };

/** Every state of the domain, with its icon; its word is in strings.ts. Never shown by colour alone. */
const looks = {
  NOT_STARTED: { icon: CircleDashed, tone: "neutral" },
  IN_PROGRESS: { icon: CircleDot, tone: "accent" },
  ACHIEVED: { icon: CircleCheck, tone: "success" },
  APPROVED: { icon: ShieldCheck, tone: "success" },
  OVERDUE: { icon: CircleAlert, tone: "danger" },
  DUE_SOON: { icon: CalendarClock, tone: "warning" },
  EXPIRES_SOON: { icon: CalendarClock, tone: "warning" },
  EXPIRED: { icon: Hourglass, tone: "warning" },
  WITHDRAWN: { icon: Undo2, tone: "neutral" },
  REQUESTED: { icon: MessageCircleQuestion, tone: "accent" },
  DRAFT: { icon: FilePen, tone: "neutral" },
  SUBMITTED: { icon: Send, tone: "accent" },
  REJECTED: { icon: CircleX, tone: "danger" },
  DECLINED: { icon: Ban, tone: "neutral" },
  CANCELLED: { icon: Ban, tone: "neutral" },
  DISCARDED: { icon: Trash2, tone: "neutral" },
  VOIDED: { icon: Ban, tone: "danger" },
  SIGNED: { icon: CircleCheck, tone: "success" },
  SUPERSEDED: { icon: History, tone: "neutral" },
  IN_REVIEW: { icon: Clock, tone: "accent" },
  RETURNED: { icon: Undo2, tone: "warning" },
  PENDING: { icon: Clock, tone: "neutral" },
  NOT_APPROVED: { icon: CircleX, tone: "danger" },
  NEEDS_INFO: { icon: MessageCircleQuestion, tone: "warning" },
  PUBLISHED: { icon: CircleCheck, tone: "success" },
  DEPRECATED: { icon: Archive, tone: "neutral" },
  SCHEDULED: { icon: CalendarClock, tone: "neutral" },
  ACTIVATING: { icon: Clock, tone: "accent" },
  ACTIVE: { icon: CircleCheck, tone: "success" },
  FAILED: { icon: TriangleAlert, tone: "danger" },
  INVITED: { icon: Send, tone: "accent" },
  SUSPENDED: { icon: Ban, tone: "danger" },
  LEFT: { icon: Archive, tone: "neutral" },
  SENT: { icon: Send, tone: "success" },
  PARSING: { icon: Clock, tone: "accent" },
  READY: { icon: CircleCheck, tone: "success" },
  COMMITTED: { icon: CircleCheckBig, tone: "success" },
  ON_TRACK: { icon: CircleCheck, tone: "success" },
  AT_RISK: { icon: TriangleAlert, tone: "danger" },
  SEEN_TO: { icon: Eye, tone: "neutral" },
  BEHIND: { icon: Clock, tone: "warning" },
} as const satisfies Record<keyof typeof strings.statuses, StatusLook>;

export type StatusName = keyof typeof looks;

/** Narrows a status from the API, in upper or lower case. */
function isStatusName(value: string): value is StatusName {
  return Object.hasOwn(looks, value);
}

/** The word of a status, for a sentence or a filter. */
export function statusWord(status: string): string {
  const name = status.toUpperCase();
  return isStatusName(name) ? strings.statuses[name] : status;
}

/** Icon and word of a state. An unknown state is shown as text rather than hidden. */
export function Status({ status, word, className }: { status: string; word?: string; className?: string }) {
  const name = status.toUpperCase();
  const { icon: Icon, tone } = isStatusName(name) ? looks[name] : { icon: CircleDashed, tone: "neutral" as const };
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />} {...(className === undefined ? {} : { className })}>
      {word ?? statusWord(status)}
    </Badge>
  );
}
