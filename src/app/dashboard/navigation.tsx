import {
  BadgeCheck,
  BookOpenCheck,
  CalendarRange,
  ClipboardCheck,
  Cog,
  FileBadge,
  FileText,
  Flag as FlagIcon,
  GraduationCap,
  HeartPulse,
  KeyRound,
  LayoutDashboard,
  Library,
  MailOpen,
  MessageCircleQuestion,
  MessageSquareQuote,
  RefreshCw,
  ScanEye,
  Send,
  Settings,
  ShieldCheck,
  Timer,
  TrendingUp,
  Users,
} from "lucide-react";
import type { ReactNode } from "react";
import type { NavigationIcon } from "#src/features/define-feature.ts";
import { features } from "#src/features/list.ts";
import type { NavItem } from "#src/ui/nav-item.ts";
import { strings } from "../strings.ts";
import { dashboardOf, type PageRole } from "./roles.ts";

const icons: Record<NavigationIcon, ReactNode> = {
  approvals: <BadgeCheck aria-hidden />,
  assessments: <ClipboardCheck aria-hidden />,
  assignments: <Send aria-hidden />,
  audit: <ScanEye aria-hidden />,
  competencies: <BookOpenCheck aria-hidden />,
  evidence: <FileText aria-hidden />,
  flags: <FlagIcon aria-hidden />,
  frameworks: <Library aria-hidden />,
  health: <HeartPulse aria-hidden />,
  hours: <Timer aria-hidden />,
  jobs: <Cog aria-hidden />,
  keys: <KeyRound aria-hidden />,
  outbox: <MailOpen aria-hidden />,
  people: <Users aria-hidden />,
  privacy: <ShieldCheck aria-hidden />,
  progress: <TrendingUp aria-hidden />,
  renewals: <RefreshCw aria-hidden />,
  reports: <FileBadge aria-hidden />,
  phrases: <MessageSquareQuote aria-hidden />,
  requests: <MessageCircleQuestion aria-hidden />,
  rotations: <CalendarRange aria-hidden />,
  settings: <Settings aria-hidden />,
  students: <GraduationCap aria-hidden />,
};

/**
 * The sidebar of a role: its dashboard, then the entries of the features. Entries with `phone` are in its bottom bar.
 */
export function navOf(role: PageRole): readonly NavItem[] {
  const entries = features
    .flatMap((feature) => feature.navigation)
    .filter(({ roles }) => roles.includes(role))
    .map(({ href, label, icon, phone = false }) => ({ href, label, icon: icons[icon], phone }));
  return [
    {
      href: dashboardOf(role),
      label: role === "SUPER_ADMIN" ? strings.schools : strings.dashboard,
      icon: <LayoutDashboard aria-hidden />,
      phone: true,
    },
    ...entries,
  ];
}
