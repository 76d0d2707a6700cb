import { LRUCache } from "lru-cache";
import { brandOf } from "#src/lib/brand-colors.ts";
import type { Branding } from "#src/platform/pdf/options.ts";

/** As the database has it. The logo is WebP, and its tag changes with it. */
export type SchoolBrand = { school: string; color: string | null; logoTag: string | null; logo: Uint8Array | null };

const ownColor = "#1a5da8";
const drawn = new LRUCache<string, Uint8Array>({ max: 50 });

/** How a school's documents look: its colour in a shade that can be read on paper, and its logo as PNG. */
export async function brandingOf({ school, color, logoTag, logo }: SchoolBrand): Promise<Branding> {
  return {
    school,
    color: color ? brandOf(color).light.accent : ownColor,
    logo: logo && logoTag ? await pngOf(logo, logoTag) : null,
  };
}

async function pngOf(webp: Uint8Array, tag: string): Promise<Uint8Array> {
  const known = drawn.get(tag);
  if (known) return known;
  // Loaded with the first logo: its library takes memory that a process without pictures does not need.
  const { default: sharp } = await import("sharp");
  const png = await sharp(webp).flatten({ background: "#ffffff" }).png().toBuffer();
  drawn.set(tag, png);
  return png;
}
