/**
 * Shades of a school's colour that can be read. WCAG 2.2 asks 4.5:1 of text on its surface; a colour that has less is
 * made darker for the light theme, or lighter for the dark one, until it has.
 */

type Rgb = readonly [red: number, green: number, blue: number];

export const leastContrast = 4.5;

/** What the accent stands on in each theme: the surface that is hardest for it, by `src/ui/tokens.css`. */
const hardest = { light: "#e8ebf0", dark: "#262e3a" } as const;
const white = "#ffffff";
const black = "#000000";

export type BrandTheme = {
  accent: string;
  foreground: string;
  hover: string;
  soft: string;
  softForeground: string;
};

/** Whether the text is a colour such as "#1a5da8". */
export function isColor(value: string): boolean {
  return /^#[0-9a-f]{6}$/.test(value);
}

/** The contrast of two colours by WCAG 2.2: 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The shades that the pages use in both themes for a school's colour. */
export function brandOf(color: string): { light: BrandTheme; dark: BrandTheme } {
  return { light: lightOf(color), dark: darkOf(color) };
}

/** The style sheet that puts them in the place of the accent of `src/ui/tokens.css`. */
export function brandCss(color: string): string {
  const { light, dark } = brandOf(color);
  return `:root,.light{${declared(light)}}@media not print{.dark{${declared(dark)}}}`;
}

function declared({ accent, foreground, hover, soft, softForeground }: BrandTheme): string {
  return [
    `--accent:${accent}`,
    `--accent-foreground:${foreground}`,
    `--accent-hover:${hover}`,
    `--accent-soft:${soft}`,
    `--accent-soft-foreground:${softForeground}`,
    `--focus:${accent}`,
  ].join(";");
}

/** Whether the light theme uses the colour as it is. */
export function isUsedAsIs(color: string): boolean {
  return brandOf(color).light.accent === color;
}

function lightOf(color: string): BrandTheme {
  const accent = moved(color, black, (shade) => reads(shade, hardest.light) && reads(white, shade));
  const soft = mix(accent, white, 0.9);
  return {
    accent,
    foreground: white,
    hover: mix(accent, black, 0.2),
    soft,
    softForeground: moved(mix(accent, black, 0.1), black, (shade) => reads(shade, soft)),
  };
}

function darkOf(color: string): BrandTheme {
  const foregroundOf = (shade: string) => mix(shade, black, 0.88);
  const accent = moved(color, white, (shade) => reads(shade, hardest.dark) && reads(foregroundOf(shade), shade));
  const soft = mix(accent, "#161b23", 0.82);
  return {
    accent,
    foreground: foregroundOf(accent),
    hover: mix(accent, white, 0.25),
    soft,
    softForeground: moved(mix(accent, white, 0.3), white, (shade) => reads(shade, soft)),
  };
}

function reads(text: string, surface: string): boolean {
  return contrastOf(text, surface) >= leastContrast;
}

/** The colour, mixed with as little of the other as fits. */
function moved(color: string, toward: string, fits: (shade: string) => boolean): string {
  for (let share = 0; share < 1; share += 0.02) {
    const shade = share === 0 ? color : mix(color, toward, share);
    if (fits(shade)) return shade;
  }
  return toward;
}

/** The first colour with this share of the second. */
function mix(one: string, other: string, share: number): string {
  const [a, b] = [rgbOf(one), rgbOf(other)];
  const parts = a.map((value, index) => Math.round(value + ((b[index] ?? 0) - value) * share));
  return `#${parts.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function luminanceOf(color: string): number {
  const [red, green, blue] = rgbOf(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function rgbOf(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
