"use client";

import type { ReactNode } from "react";
import { createRegister, useRegister, useRegistered } from "./register.ts";

export type CommandPlace = { href: string; label: string; icon?: ReactNode };

export type Command = {
  id: string;
  label: string;
  icon?: ReactNode;
  /** Further words by which it is found. */
  keywords?: readonly string[];
  run: () => void;
};

/** A record that a search found. */
export type FoundItem = { id: string; label: string; meta?: string; icon?: ReactNode; href: string };
export type FoundGroup = { heading: string; items: readonly FoundItem[] };
/** Keep it stable: a new function searches again. */
export type Find = (text: string, signal: AbortSignal) => Promise<readonly FoundGroup[]>;

const register = createRegister<Command>();

/** Adds commands to the palette while the component is shown. Keep the array stable with useMemo. */
export function useRegisterCommands(commands: readonly Command[]): void {
  useRegister(register, commands);
}

export function useCommands(): readonly Command[] {
  return useRegistered(register);
}
