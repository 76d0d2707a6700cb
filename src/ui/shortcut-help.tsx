"use client";

import { Dialog } from "./dialog.tsx";
import { useModifierKey } from "./modifier-key.ts";
import { type Shortcut, useShortcuts } from "./shortcuts.ts";
import { strings } from "./strings.ts";

const everywhere: readonly Shortcut[] = [
  { keys: ["modifier", "K"], does: strings.shortcutPalette },
  { keys: ["/"], does: strings.shortcutSearch },
  { keys: ["↑", "↓"], does: strings.shortcutRows },
  { keys: ["Esc"], does: strings.shortcutClose },
  { keys: ["?"], does: strings.shortcutHelp },
];

/** The keys of the page that is shown, then those that work on every page. */
export function ShortcutHelp({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const modifier = useModifierKey();
  const shortcuts = [...useShortcuts(), ...everywhere];
  return (
    <Dialog onOpenChange={onOpenChange} open title={strings.keyboardShortcuts}>
      <dl className="divide-y divide-separator">
        {shortcuts.map(({ keys, does }) => (
          <div className="flex min-h-11 items-center justify-between gap-4" key={does}>
            <dt>{does}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  className="inline-flex min-w-6 items-center justify-center rounded-md border border-border bg-surface-secondary px-1.5 py-0.5 font-sans text-xs text-muted"
                  key={key}
                >
                  {key === "modifier" ? modifier : key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
