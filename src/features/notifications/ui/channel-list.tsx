"use client";

import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { type Channel, channels } from "#src/features/notifications/values.ts";
import { Card } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { Switch } from "#src/ui/switch.tsx";
import {
  Always,
  accountChannels,
  type ChannelProps,
  channelIcons,
  choose,
  isOffered,
  NotOffered,
} from "./channel-table.tsx";
import { comes, rowsOf, takesSms } from "./settings-rules.ts";
import { settingsStrings as strings } from "./settings-strings.ts";

/** On a phone: a line for each type with its channels, opening to a switch for each. */
export function ChannelList({ groups, settings, change }: ChannelProps) {
  const accountGroup = groups.at(-1);
  return (
    <div className="flex flex-col gap-5 lg:hidden">
      {groups.map((group) => (
        <section aria-label={group.title} key={group.title}>
          <h2 className="mb-2 px-1 text-sm font-semibold">{group.title}</h2>
          <Card>
            <ul className="divide-y divide-separator">
              {rowsOf(group).map(({ type, title, help }) => (
                <Fold
                  help={help}
                  key={type}
                  smsHint={settings.channels.SMS && !takesSms(settings) ? strings.numberFirst : undefined}
                  summary={strings.ways(
                    channels.filter((channel) => isOffered(settings, channel) && comes(settings, type, channel)),
                  )}
                  title={title}
                >
                  {(channel) => {
                    const choice = settings.choices.find((one) => one.type === type && one.channel === channel);
                    if (!choice || !isOffered(settings, channel)) return <NotOffered />;
                    if (choice.isAlways) return <Always />;
                    const isMissing = channel === "SMS" && !takesSms(settings);
                    return (
                      <Switch
                        checked={comes(settings, type, channel)}
                        disabled={isMissing}
                        label={isMissing ? strings.needsNumber(title) : strings.channelOf(channel, title)}
                        onChange={({ target }) => change(choose(type, title, channel, target.checked))}
                      />
                    );
                  }}
                </Fold>
              ))}
              {group === accountGroup ? (
                <Fold
                  help={strings.accountHelp}
                  summary={strings.ways(channels.filter((channel) => accountChannels[channel] === "always"))}
                  title={strings.account}
                >
                  {(channel) => (accountChannels[channel] === "always" ? <Always /> : <NotOffered />)}
                </Fold>
              ) : null}
            </ul>
          </Card>
        </section>
      ))}
    </div>
  );
}

function Fold({
  title,
  help,
  smsHint,
  summary,
  children,
}: {
  title: string;
  help: string;
  /** Why there can be no SMS. */
  smsHint?: string | undefined;
  /** While it is folded. */
  summary: string;
  children: (channel: Channel) => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <li>
      <button
        aria-controls={id}
        aria-expanded={isOpen}
        className="flex w-full items-center gap-3 px-4 py-3 text-start outline-offset-[-2px] hover:bg-surface-secondary"
        onClick={() => setOpen(!isOpen)}
        type="button"
      >
        <span className="min-w-0 flex-1">
          <span className="block text-base font-medium">{title}</span>
          <span className="block text-sm text-muted">{isOpen ? help : summary}</span>
        </span>
        <ChevronDown
          aria-hidden
          className={cn("size-5 shrink-0 text-muted transition-transform duration-150", isOpen && "rotate-180")}
        />
      </button>
      <ul
        className={cn("divide-y divide-separator border-t border-separator bg-surface-secondary", !isOpen && "hidden")}
        id={id}
      >
        {channels.map((channel) => (
          <li className="flex min-h-12 items-center gap-3 px-4" key={channel}>
            <span className="text-muted [&_svg]:size-4">{channelIcons[channel]}</span>
            <span className="flex-1">
              {strings.channels[channel]}
              {channel === "SMS" && smsHint ? <span className="block text-sm text-muted">{smsHint}</span> : null}
            </span>
            {children(channel)}
          </li>
        ))}
      </ul>
    </li>
  );
}
