/** The reader's choice, kept in a cookie so that the server renders the right class and nothing flashes. */
export type Theme = "light" | "dark" | "system";

export const themeCookie = "theme";

export function parseTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** What the server puts on <html>; for "system" only the browser knows, and `systemThemeScript` decides before paint. */
export function themeClass(theme: Theme): string {
  return theme === "system" ? "" : theme;
}

/** Runs in the head under the request's nonce, before anything is painted. */
export const systemThemeScript =
  'document.documentElement.classList.add(matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light")';
