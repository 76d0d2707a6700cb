"use client";

import { Moon, Sun } from "lucide-react";
import { iconButtonStyle } from "./icon-button.tsx";
import { strings } from "./strings.ts";
import { useTheme } from "./theme-provider.tsx";

/**
 * Switches between light and dark; "system" is in the account menu. CSS selects the icon, so that it does not flicker.
 */
export function ThemeToggle() {
  const { setTheme } = useTheme();
  const toggle = () => setTheme(document.documentElement.classList.contains("dark") ? "light" : "dark");
  return (
    <button className={iconButtonStyle()} onClick={toggle} type="button">
      <Moon aria-hidden className="dark:hidden" />
      <Sun aria-hidden className="hidden dark:block" />
      <span className="sr-only dark:hidden">{strings.switchToDark}</span>
      <span className="sr-only hidden dark:inline">{strings.switchToLight}</span>
    </button>
  );
}
