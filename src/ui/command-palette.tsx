"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command as Palette } from "cmdk";
import { History, Keyboard, Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { searchText, searchWords } from "#src/lib/search-text.ts";
import type { Command, CommandPlace, Find } from "./commands.ts";
import { addRecent, type Recent, readRecents } from "./recents.ts";
import { strings } from "./strings.ts";
import { useFound } from "./use-found.ts";

type CommandPaletteProps = {
  userId: string;
  places: readonly CommandPlace[];
  commands: readonly Command[];
  find: Find;
  onGo: (href: string) => void;
  onShowShortcuts: () => void;
  onOpenChange: (open: boolean) => void;
};

/** Finds records, pages and acts by typing. Loaded on first use. */
export function CommandPalette({
  userId,
  places,
  commands,
  find,
  onGo,
  onShowShortcuts,
  onOpenChange,
}: CommandPaletteProps) {
  const [text, setText] = useState("");
  const [recents] = useState(() => readRecents(userId));
  const found = useFound(find, text);
  const words = searchWords(text);
  const shownCommands = commands.filter(({ label, keywords = [] }) =>
    startsWords([label, ...keywords].join(" "), words),
  );
  const shownPlaces = places.filter(({ label }) => startsWords(label, words));
  const showsShortcuts = startsWords(strings.keyboardShortcuts, words);
  const shownRecents = recents.filter(({ label, meta = "" }) => startsWords(`${label} ${meta}`, words));
  const local = shownCommands.length + shownPlaces.length + shownRecents.length + (showsShortcuts ? 1 : 0);
  const total = local + found.groups.reduce((sum, { items }) => sum + items.length, 0);

  const choose = (act: () => void) => () => {
    onOpenChange(false);
    act();
  };
  const open = (recent: Recent) =>
    choose(() => {
      addRecent(userId, recent);
      onGo(recent.href);
    });

  return (
    <Dialog.Root onOpenChange={(isOpen) => onOpenChange(isOpen)} open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade-motion fixed inset-0 z-40 bg-(--backdrop)" />
        <Dialog.Popup className="popup-motion fixed inset-x-0 top-[12vh] z-50 mx-auto w-[calc(100vw-32px)] max-w-[560px] overflow-clip rounded-dialog border border-border bg-overlay shadow-3 outline-none max-md:top-4">
          <Dialog.Title className="sr-only">{strings.commandPalette}</Dialog.Title>
          <Palette label={strings.commandPalette} loop shouldFilter={false}>
            <div className="flex items-center gap-3 border-b border-separator px-4">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Palette.Input
                autoFocus
                className="h-12 w-full min-w-0 bg-transparent text-base outline-none touch:text-md"
                maxLength={100}
                onValueChange={setText}
                placeholder={strings.commandPlaceholder}
                value={text}
              />
            </div>
            <Palette.List className="max-h-[min(420px,60dvh)] overflow-y-auto overscroll-contain p-1.5">
              {shownRecents.length > 0 ? (
                <Group heading={strings.commandGroupRecent}>
                  {shownRecents.map((recent) => (
                    <Item
                      icon={<History aria-hidden />}
                      id={`recent ${recent.href}`}
                      key={recent.href}
                      label={recent.label}
                      meta={recent.meta}
                      onSelect={open(recent)}
                    />
                  ))}
                </Group>
              ) : null}
              {shownCommands.length > 0 ? (
                <Group heading={strings.commandGroupDo}>
                  {shownCommands.map((command) => (
                    <Item
                      icon={command.icon}
                      id={`do ${command.id}`}
                      key={command.id}
                      label={command.label}
                      onSelect={choose(command.run)}
                    />
                  ))}
                </Group>
              ) : null}
              {shownPlaces.length > 0 || showsShortcuts ? (
                <Group heading={strings.commandGroupGo}>
                  {shownPlaces.map((place) => (
                    <Item
                      icon={place.icon}
                      id={`go ${place.href}`}
                      key={place.href}
                      label={place.label}
                      onSelect={choose(() => onGo(place.href))}
                    />
                  ))}
                  {showsShortcuts ? (
                    <Item
                      icon={<Keyboard aria-hidden />}
                      id="shortcuts"
                      label={strings.keyboardShortcuts}
                      onSelect={onShowShortcuts}
                    />
                  ) : null}
                </Group>
              ) : null}
              {found.groups.map(({ heading, items }) => (
                <Group heading={heading} key={heading}>
                  {items.map((item) => (
                    <Item
                      icon={item.icon}
                      id={`found ${heading} ${item.id}`}
                      key={item.id}
                      label={item.label}
                      meta={item.meta}
                      onSelect={open(item)}
                    />
                  ))}
                </Group>
              ))}
              <Note state={found.state} total={total} />
            </Palette.List>
            <p className="sr-only" role="status">
              {found.state === "found" ? strings.foundCount(total) : null}
            </p>
          </Palette>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Acts and pages are found by the beginnings of their words: in the middle of one, two letters match too many. */
function startsWords(label: string, words: readonly string[]): boolean {
  const folded = ` ${searchText(label)}`;
  return words.every((word) => folded.includes(` ${word}`));
}

/** Below the list, so that what is already shown does not move. */
function Note({ state, total }: { state: "nothing" | "searching" | "found" | "failed"; total: number }) {
  if (state === "nothing" || (state === "found" && total > 0)) return null;
  const words = { searching: strings.searching, failed: strings.searchFailed, found: strings.noMatches };
  return (
    <p className="px-3 py-3 text-sm text-muted" role={state === "failed" ? "alert" : undefined}>
      {words[state]}
    </p>
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

type ItemProps = { id: string; label: string; meta?: string | undefined; icon?: ReactNode; onSelect: () => void };

function Item({ id, label, meta, icon, onSelect }: ItemProps) {
  return (
    <Palette.Item
      className="flex min-h-10 cursor-default items-center gap-3 rounded-ctl px-2.5 text-base select-none touch:min-h-11 data-[selected=true]:bg-surface-secondary dark:data-[selected=true]:bg-surface-tertiary [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
      onSelect={onSelect}
      value={id}
    >
      {icon}
      <span className="flex min-w-0 flex-1 flex-col py-1">
        <span className="truncate">{label}</span>
        {meta ? <span className="truncate text-xs text-muted">{meta}</span> : null}
      </span>
    </Palette.Item>
  );
}
