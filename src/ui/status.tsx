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

type StatusLook = { word: string; icon: LucideIcon; tone: BadgeTone };

/** Every state of the domain, with its icon and the word shown to readers. Never shown by colour alone. */
const looks = {
  NOT_STARTED: { word: "Not started", icon: CircleDashed, tone: "neutral" },
  IN_PROGRESS: { word: "In progress", icon: CircleDot, tone: "accent" },
  ACHIEVED: { word: "Achieved", icon: CircleCheck, tone: "success" },
  APPROVED: { word: "Approved", icon: ShieldCheck, tone: "success" },
  OVERDUE: { word: "Overdue", icon: CircleAlert, tone: "danger" },
  DUE_SOON: { word: "Due soon", icon: CalendarClock, tone: "warning" },
  EXPIRED: { word: "Expired", icon: Hourglass, tone: "warning" },
  WITHDRAWN: { word: "Withdrawn", icon: Undo2, tone: "neutral" },
  REQUESTED: { word: "Requested", icon: MessageCircleQuestion, tone: "accent" },
  DRAFT: { word: "Draft", icon: FilePen, tone: "neutral" },
  SUBMITTED: { word: "Submitted", icon: Send, tone: "accent" },
  REJECTED: { word: "Not accepted", icon: CircleX, tone: "danger" },
  DECLINED: { word: "Declined", icon: Ban, tone: "neutral" },
  CANCELLED: { word: "Cancelled", icon: Ban, tone: "neutral" },
  DISCARDED: { word: "Discarded", icon: Trash2, tone: "neutral" },
  VOIDED: { word: "Voided", icon: Ban, tone: "danger" },
  SIGNED: { word: "Signed", icon: CircleCheck, tone: "success" },
  SUPERSEDED: { word: "Replaced", icon: History, tone: "neutral" },
  IN_REVIEW: { word: "In review", icon: Clock, tone: "accent" },
  RETURNED: { word: "Returned", icon: Undo2, tone: "warning" },
  PENDING: { word: "Waiting", icon: Clock, tone: "neutral" },
  NOT_APPROVED: { word: "Not approved", icon: CircleX, tone: "danger" },
  NEEDS_INFO: { word: "Needs more", icon: MessageCircleQuestion, tone: "warning" },
  PUBLISHED: { word: "Published", icon: CircleCheck, tone: "success" },
  DEPRECATED: { word: "Retired", icon: Archive, tone: "neutral" },
  SCHEDULED: { word: "Scheduled", icon: CalendarClock, tone: "neutral" },
  ACTIVATING: { word: "Starting", icon: Clock, tone: "accent" },
  ACTIVE: { word: "Active", icon: CircleCheck, tone: "success" },
  FAILED: { word: "Failed", icon: TriangleAlert, tone: "danger" },
  INVITED: { word: "Invited", icon: Send, tone: "accent" },
  SUSPENDED: { word: "Suspended", icon: Ban, tone: "danger" },
  LEFT: { word: "Left", icon: Archive, tone: "neutral" },
  SENT: { word: "Sent", icon: Send, tone: "success" },
  PARSING: { word: "Reading", icon: Clock, tone: "accent" },
  READY: { word: "Ready", icon: CircleCheck, tone: "success" },
  COMMITTED: { word: "Imported", icon: CircleCheckBig, tone: "success" },
  ON_TRACK: { word: "On track", icon: CircleCheck, tone: "success" },
  AT_RISK: { word: "At risk", icon: Clock, tone: "warning" },
  BEHIND: { word: "Behind", icon: TriangleAlert, tone: "danger" },
} as const satisfies Record<string, StatusLook>;

export type StatusName = keyof typeof looks;

/** Narrows a status from the API, in upper or lower case. */
function isStatusName(value: string): value is StatusName {
  return Object.hasOwn(looks, value);
}

/** The word of a status, for a sentence or a filter. */
export function statusWord(status: string): string {
  const name = status.toUpperCase();
  return isStatusName(name) ? looks[name].word : status;
}

/** Icon and word of a state. An unknown state is shown as text rather than hidden. */
export function Status({ status, word, className }: { status: string; word?: string; className?: string }) {
  const name = status.toUpperCase();
  const look = isStatusName(name) ? looks[name] : { word: status, icon: CircleDashed, tone: "neutral" as const };
  const Icon = look.icon;
  return (
    <Badge tone={look.tone} icon={<Icon aria-hidden />} {...(className === undefined ? {} : { className })}>
      {word ?? look.word}
    </Badge>
  );
}
