"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command as Palette } from "cmdk";
import { Keyboard, Search } from "lucide-react";
import type { ReactNode } from "react";
import type { Command, CommandPlace } from "./commands.ts";
import { strings } from "./strings.ts";

type CommandPaletteProps = {
  places: readonly CommandPlace[];
  commands: readonly Command[];
  onGo: (href: string) => void;
  onShowShortcuts: () => void;
  onOpenChange: (open: boolean) => void;
};

/** Finds pages and commands by typing. Loaded on first use. */
export function CommandPalette({ places, commands, onGo, onShowShortcuts, onOpenChange }: CommandPaletteProps) {
  const choose = (act: () => void) => () => {
    onOpenChange(false);
    act();
  };
  return (
    <Dialog.Root onOpenChange={(open) => onOpenChange(open)} open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade-motion fixed inset-0 z-40 bg-(--backdrop)" />
        <Dialog.Popup className="popup-motion fixed inset-x-0 top-[12vh] z-50 mx-auto w-[calc(100vw-32px)] max-w-[560px] overflow-clip rounded-dialog border border-border bg-overlay shadow-3 outline-none max-md:top-4">
          <Dialog.Title className="sr-only">{strings.commandPalette}</Dialog.Title>
          <Palette label={strings.commandPalette} loop>
            <div className="flex items-center gap-3 border-b border-separator px-4">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Palette.Input
                autoFocus
                className="h-12 w-full min-w-0 bg-transparent text-base outline-none touch:text-md"
                placeholder={strings.commandPlaceholder}
              />
            </div>
            <Palette.List className="max-h-[min(400px,60dvh)] overflow-y-auto overscroll-contain p-1.5">
              <Palette.Empty className="px-3 py-6 text-center text-sm text-muted">{strings.noMatches}</Palette.Empty>
              {commands.length > 0 ? (
                <Group heading={strings.commandGroupDo}>
                  {commands.map((command) => (
                    <Item
                      icon={command.icon}
                      key={command.id}
                      keywords={command.keywords}
                      label={command.label}
                      onSelect={choose(command.run)}
                    />
                  ))}
                </Group>
              ) : null}
              <Group heading={strings.commandGroupGo}>
                {places.map((place) => (
                  <Item
                    icon={place.icon}
                    key={place.href}
                    label={place.label}
                    onSelect={choose(() => onGo(place.href))}
                  />
                ))}
                <Item
                  icon={<Keyboard aria-hidden />}
                  label={strings.keyboardShortcuts}
                  onSelect={() => onShowShortcuts()}
                />
              </Group>
            </Palette.List>
          </Palette>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Palette.Group
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
      heading={heading}
    >
      {children}
    </Palette.Group>
  );
}

function Item({
  label,
  icon,
  keywords,
  onSelect,
}: {
  label: string;
  icon?: ReactNode;
  keywords?: readonly string[] | undefined;
  onSelect: () => void;
}) {
  return (
    <Palette.Item
      className="flex min-h-10 cursor-default items-center gap-3 rounded-ctl px-2.5 text-base select-none data-[selected=true]:bg-surface-secondary dark:data-[selected=true]:bg-surface-tertiary [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
      onSelect={onSelect}
      value={label}
      {...(keywords ? { keywords: [...keywords] } : {})}
    >
      {icon}
      {label}
    </Palette.Item>
  );
}
