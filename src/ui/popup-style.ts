/** The box of everything that opens over the page: menus, lists, popovers. */
export const popupStyle =
  "popup-motion rounded-card border border-border bg-overlay p-1 text-base text-foreground shadow-2 outline-none";

/** A row in such a box. */
export const optionStyle =
  "flex min-h-9 cursor-default items-center gap-2.5 rounded-ctl px-2.5 py-1.5 text-base outline-none select-none touch:min-h-11 data-highlighted:bg-surface-secondary dark:data-highlighted:bg-surface-tertiary data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";
