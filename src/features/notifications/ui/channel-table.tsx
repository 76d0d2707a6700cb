"use client";

import { Bell, Lock, Mail, MessageSquareText, Smartphone } from "lucide-react";
import type { ReactNode } from "react";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { type Channel, channels, type NotificationType } from "#src/features/notifications/values.ts";
import { Card } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { comes, rowsOf, takesSms } from "./settings-rules.ts";
import { type SettingsGroup, settingsStrings as strings } from "./settings-strings.ts";
import type { Change } from "./use-change-settings.ts";

/** Where a number for SMS is added. */
export const phoneCardId = "phone";

export type ChannelProps = {
  groups: readonly SettingsGroup[];
  settings: SettingsAnswer;
  change: (change: Change) => void;
};

export const channelIcons: Record<Channel, ReactNode> = {
  IN_APP: <Bell aria-hidden />,
  EMAIL: <Mail aria-hidden />,
  SMS: <MessageSquareText aria-hidden />,
  PUSH: <Smartphone aria-hidden />,
};

/** What always reaches everybody about their account. */
export const accountChannels: Record<Channel, "always" | "none"> = {
  IN_APP: "none",
  EMAIL: "always",
  SMS: "none",
  PUSH: "none",
};

export const isOffered = (settings: SettingsAnswer, channel: Channel) =>
  channel === "IN_APP" || settings.channels[channel];

/** On a large screen: a row for each type, a column for each channel. */
export function ChannelTable({ groups, settings, change, footer }: ChannelProps & { footer: ReactNode }) {
  const accountGroup = groups.at(-1);
  return (
    <Card className="max-lg:hidden">
      <table className="w-full">
        <thead className="border-b border-separator bg-surface-secondary text-sm text-muted">
          <tr>
            <th className="px-5 py-3 text-start font-medium" scope="col">
              {strings.tellMeAbout}
            </th>
            {channels.map((channel) => (
              <th className="w-22 px-1 py-3 align-top font-medium" key={channel} scope="col">
                <span className="flex flex-col items-center gap-0.5 [&_svg]:size-4">
                  {channelIcons[channel]}
                  {strings.channels[channel]}
                </span>
                {channel === "SMS" && settings.channels.SMS && !takesSms(settings) ? (
                  <TextLink href={`#${phoneCardId}`}>{strings.addNumber}</TextLink>
                ) : null}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody className="divide-y divide-separator border-b border-separator" key={group.title}>
            <tr>
              <th
                className="px-5 pt-4 pb-2 text-start text-sm font-semibold"
                colSpan={channels.length + 1}
                scope="rowgroup"
              >
                {group.title}
              </th>
            </tr>
            {rowsOf(group).map(({ type, title, help }) => (
              <Row help={help} key={type} title={title}>
                {(channel) => <Cell {...{ settings, change, type, title, channel }} />}
              </Row>
            ))}
            {group === accountGroup ? (
              <Row help={strings.accountHelp} title={strings.account}>
                {(channel) => (accountChannels[channel] === "always" ? <Always /> : <NotOffered />)}
              </Row>
            ) : null}
          </tbody>
        ))}
      </table>
      <div className="px-5 py-3">{footer}</div>
    </Card>
  );
}

function Row({ title, help, children }: { title: string; help: string; children: (channel: Channel) => ReactNode }) {
  return (
    <tr>
      <th className="px-5 py-2.5 text-start font-normal" scope="row">
        <span className="block text-base font-medium">{title}</span>
        <span className="block text-sm text-pretty text-muted">{help}</span>
      </th>
      {channels.map((channel) => (
        <td className="px-1" key={channel}>
          <span className="flex justify-center">{children(channel)}</span>
        </td>
      ))}
    </tr>
  );
}

function Cell({
  settings,
  change,
  type,
  title,
  channel,
}: Omit<ChannelProps, "groups"> & { type: NotificationType; title: string; channel: Channel }) {
  const choice = settings.choices.find((one) => one.type === type && one.channel === channel);
  if (!choice || !isOffered(settings, channel)) return <NotOffered />;
  if (choice.isAlways) return <Always />;
  const isMissing = channel === "SMS" && !takesSms(settings);
  return (
    <Checkbox
      checked={comes(settings, type, channel)}
      disabled={isMissing}
      hideLabel
      label={isMissing ? strings.needsNumber(title) : strings.channelOf(channel, title)}
      onChange={({ target }) => change(choose(type, title, channel, target.checked))}
    />
  );
}

/** The change of one choice, with the words of what was done. */
export function choose(type: NotificationType, title: string, channel: Channel, isOn: boolean): Change {
  return { body: { choices: [{ type, channel, isOn }] }, done: strings.choiceSaved(channel, title, isOn) };
}

export function Always() {
  return (
    <span className="flex items-center gap-1.5 text-sm text-muted">
      <Lock aria-hidden className="size-3.5" />
      {strings.always}
    </span>
  );
}

export function NotOffered() {
  return (
    <span className="text-muted">
      <span aria-hidden>{strings.none}</span>
      <span className="sr-only">{strings.notOffered}</span>
    </span>
  );
}
