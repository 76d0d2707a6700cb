let patterns: readonly (readonly string[])[] = [];

/** @param pages addresses of pages, with `:name` for what differs from record to record */
export function setPagePatterns(pages: readonly string[]): void {
  patterns = [...new Set(pages)].map((page) => page.split("/"));
}

/** The pattern of a page's path, which has no id; undefined where there is no such page. */
export function pagePatternOf(path: string): string | undefined {
  const parts = path.split("/");
  const fits = (pattern: readonly string[]) =>
    pattern.length === parts.length && pattern.every((part, at) => part === parts[at] || part.startsWith(":"));
  const exact = (pattern: readonly string[]) => pattern.filter((part) => !part.startsWith(":")).length;
  return patterns
    .filter(fits)
    .toSorted((a, b) => exact(b) - exact(a))[0]
    ?.join("/");
}
