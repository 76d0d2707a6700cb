"use client";

import { useQuery } from "@tanstack/react-query";
import { Info } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { Card } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { ChannelList } from "./channel-list.tsx";
import { ChannelTable } from "./channel-table.tsx";
import { notificationHrefs } from "./notification-queries.ts";
import { PaceCard } from "./pace-card.tsx";
import { PhoneCard } from "./phone-card.tsx";
import { QuietCard } from "./quiet-card.tsx";
import { settingsQuery } from "./settings-queries.ts";
import { messagesOfWeek } from "./settings-rules.ts";
import { SettingsSkeleton } from "./settings-skeleton.tsx";
import { type SettingsRole, settingsGroups, settingsStrings as strings } from "./settings-strings.ts";
import { useChangeSettings } from "./use-change-settings.ts";

/** What reaches a person, how and when. `pushDevices` says where push messages go, where they are offered. */
export function NotificationSettingsPage({ role, pushDevices }: { role: SettingsRole; pushDevices?: ReactNode }) {
  const query = useQuery(settingsQuery());
  const change = useChangeSettings();
  const groups = settingsGroups[role];
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <QueryContent frame={(content) => <Card>{content}</Card>} query={query} skeleton={<SettingsSkeleton />}>
        {(settings) => (
          <div className="flex max-w-[820px] flex-col gap-5">
            <ChannelTable footer={<LastWeek settings={settings} />} {...{ groups, settings, change }} />
            <ChannelList {...{ groups, settings, change }} />
            <div className="grid items-start gap-5 md:grid-cols-2">
              <QuietCard change={change} settings={settings} />
              <PaceCard change={change} settings={settings} />
            </div>
            {settings.channels.SMS ? <PhoneCard settings={settings} /> : null}
            {pushDevices}
            <Card className="px-4 py-3 lg:hidden">
              <LastWeek settings={settings} />
            </Card>
          </div>
        )}
      </QueryContent>
    </>
  );
}

function LastWeek({ settings }: { settings: SettingsAnswer }) {
  const { emails, pushes, sms } = messagesOfWeek(settings);
  const words = [
    strings.emails(emails),
    ...(pushes === undefined ? [] : [strings.pushes(pushes)]),
    ...(sms === undefined ? [] : [strings.sms(sms)]),
  ];
  return (
    <p className="flex gap-3 text-sm text-muted">
      <Info aria-hidden className="mt-1 size-4 shrink-0" />
      <span>
        {strings.lastWeek}{" "}
        <strong aria-live="polite" className="num font-semibold text-foreground">
          {strings.allOf(words)}
        </strong>
        . {settings.lastWeek.length > 0 ? <TextLink href={notificationHrefs.all}>{strings.showThem}</TextLink> : null}
      </span>
    </p>
  );
}
