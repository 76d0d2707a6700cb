"use client";

import { createRegister, useRegister, useRegistered } from "./register.ts";

/** A key that works on the page that is shown, for the list of shortcuts. */
export type Shortcut = { keys: readonly string[]; does: string };

const register = createRegister<Shortcut>();

/** Lists the page's keys in the shortcut help while the component is shown. Keep the array at module scope. */
export function useRegisterShortcuts(shortcuts: readonly Shortcut[]): void {
  useRegister(register, shortcuts);
}

export function useShortcuts(): readonly Shortcut[] {
  return useRegistered(register);
}
