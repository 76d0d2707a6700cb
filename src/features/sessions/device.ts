export type Device = {
  browser: string | null;
  system: string | null;
  kind: "computer" | "phone" | "tablet" | "program";
};

/**
 * In this order: most browsers also name those that they descend from. The names of the mobile variants of iOS differ,
 * since all of them draw with Safari's engine there.
 */
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|OPT|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Vivaldi)\//, "Vivaldi"],
  [/\bDuckDuckGo\//, "DuckDuckGo"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

/** In this order: Android calls itself Linux too, and an iPad says that it is like a Mac. */
const systems: readonly [RegExp, string][] = [
  [/\biPad\b/, "iPadOS"],
  [/\b(iPhone|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

/**
 * What a User-Agent header says of the device, as far as a person recognises it: no versions, which browsers make up. A
 * header may say anything, so nothing is decided by it.
 */
export function describeDevice(userAgent: string | null): Device {
  const text = (userAgent ?? "").slice(0, 500);
  const browser = nameIn(browsers, text);
  const system = nameIn(systems, text);
  return { browser, system, kind: kindOf(text, browser, system) };
}

function kindOf(text: string, browser: string | null, system: string | null): Device["kind"] {
  if (browser === null && !/^Mozilla\//.test(text)) return "program";
  if (system === "iOS") return "phone";
  if (system === "iPadOS") return "tablet";
  // Chrome on a tablet leaves "Mobile" out; Firefox says "Tablet".
  if (system === "Android") return /\bMobile\b/.test(text) && !/\bTablet\b/.test(text) ? "phone" : "tablet";
  return "computer";
}

function nameIn(names: readonly [RegExp, string][], text: string): string | null {
  return names.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
