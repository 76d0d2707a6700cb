"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type CommandPlace, type Find, useCommands } from "./commands.ts";
import { useModifierKey } from "./modifier-key.ts";
import { isDialogOpen, isTyping } from "./page-keys.ts";
import { strings } from "./strings.ts";

/** Both open rarely, so they are loaded when they are first opened. */
const CommandPalette = lazy(() => import("./command-palette.tsx").then((file) => ({ default: file.CommandPalette })));
const ShortcutHelp = lazy(() => import("./shortcut-help.tsx").then((file) => ({ default: file.ShortcutHelp })));

type Shown = "nothing" | "palette" | "shortcuts";

type CommandCenterProps = { userId: string; items: readonly CommandPlace[]; find: Find };

/** The header's search box, and the keyboard shortcuts that work on every page: Ctrl/Cmd-K, `?` and `/`. */
export function CommandCenter({ userId, items, find }: CommandCenterProps) {
  const [shown, setShown] = useState<Shown>("nothing");
  const modifier = useModifierKey();
  const focused = useRef<Element | null>(null);
  const commands = useCommands();
  const router = useRouter();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (!isDialogOpen()) focused.current = document.activeElement;
        setShown((now) => (now === "palette" ? "nothing" : "palette"));
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isDialogOpen()) return;
      if (event.key === "?") {
        event.preventDefault();
        focused.current = document.activeElement;
        setShown("shortcuts");
      }
      if (event.key === "/") {
        const search = document.querySelector<HTMLElement>("[data-page-search]");
        if (!search) return;
        event.preventDefault();
        search.focus();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const close = (open: boolean) => {
    if (open) return;
    setShown("nothing");
    // The dialog is removed when it closes, so it cannot give the focus back itself.
    const before = focused.current;
    requestAnimationFrame(() => {
      if (before instanceof HTMLElement && before.isConnected && !isDialogOpen()) before.focus();
    });
  };

  return (
    <>
      <button
        className="flex h-9 w-80 min-w-0 items-center gap-2.5 rounded-ctl bg-surface-secondary px-3 text-start text-base text-muted transition-colors duration-150 hover:text-foreground max-md:ms-auto max-md:size-11 max-md:justify-center max-md:bg-transparent max-md:px-0"
        onClick={(event) => {
          focused.current = event.currentTarget;
          setShown("palette");
        }}
        type="button"
      >
        <Search aria-hidden className="size-4 shrink-0 max-md:size-5" />
        <span className="min-w-0 flex-1 truncate max-md:sr-only">{strings.commandHint}</span>
        <kbd aria-hidden className="rounded border border-border bg-surface px-1.5 font-sans text-2xs max-md:hidden">
          {modifier === "⌘" ? "⌘K" : "Ctrl K"}
        </kbd>
      </button>
      <Suspense>
        {shown === "palette" ? (
          <CommandPalette
            commands={commands}
            find={find}
            onGo={(href) => router.push(href)}
            onOpenChange={close}
            onShowShortcuts={() => setShown("shortcuts")}
            places={items}
            userId={userId}
          />
        ) : null}
        {shown === "shortcuts" ? <ShortcutHelp onOpenChange={close} /> : null}
      </Suspense>
    </>
  );
}
