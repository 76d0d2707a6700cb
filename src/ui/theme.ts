/** The reader's choice, stored in a cookie so that the server renders the right class and the page does not flash. */
export type Theme = "light" | "dark" | "system";

export const themeCookie = "theme";

export function parseTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/**
 * The server's class on <html>. For "system" only the browser knows it, and `systemThemeScript` sets it before paint.
 */
export function themeClass(theme: Theme): string {
  return theme === "system" ? "" : theme;
}

/** Runs in the head under the request's nonce, before anything is painted. */
export const systemThemeScript =
  'document.documentElement.classList.add(matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light")';
