/** The words with a value for each `{{variable}}`; braces that come with a value are text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  const [start = "", ...parts] = text.split("{{");
  return parts.reduce((filled, part) => {
    const end = part.indexOf("}}");
    const value = end < 0 ? undefined : values[part.slice(0, end).trim()];
    return filled + (value === undefined ? `{{${part}` : `${value}${part.slice(end + 2)}`);
  }, start);
}
