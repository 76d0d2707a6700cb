import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { BrowserReports } from "#src/features/health/ui/browser-reports-later.tsx";
import { Providers } from "#src/ui/providers.tsx";
import type { ReaderSeed } from "#src/ui/reader.tsx";
import { strings } from "#src/ui/strings.ts";
import { parseTheme, systemThemeScript, themeClass, themeCookie } from "#src/ui/theme.ts";
import { strings as appStrings } from "./strings.ts";

export const metadata: Metadata = {
  title: { default: strings.productName, template: `%s · ${strings.productName}` },
  description: appStrings.description,
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#161b23" },
  ],
};

/** Reads cookies and headers, so every page is rendered for its request and can contain the request's nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [cookieJar, requestHeaders] = await Promise.all([cookies(), headers()]);
  const theme = parseTheme(cookieJar.get(themeCookie)?.value);
  const nonce = requestHeaders.get("x-nonce") ?? undefined;
  const reader = readerSeed(cookieJar.get("tz")?.value, requestHeaders.get("accept-language"));
  return (
    // The script below sets the class for "system" before React reads it.
    <html className={themeClass(theme)} lang="en" suppressHydrationWarning>
      <head>
        {theme === "system" ? (
          <script
            // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant, under the request's nonce.
            dangerouslySetInnerHTML={{ __html: systemThemeScript }}
            nonce={nonce}
            suppressHydrationWarning
          />
        ) : null}
      </head>
      <body>
        <Providers nonce={nonce} reader={reader} theme={theme}>
          {children}
          <BrowserReports />
        </Providers>
      </body>
    </html>
  );
}

/** The texts are English, so the dates are too; the reader's variant of English and time zone are used. */
function readerSeed(timeZone: string | undefined, acceptLanguage: string | null): ReaderSeed {
  return { locale: englishOf(acceptLanguage), timeZone: knownTimeZone(timeZone), now: new Date().toISOString() };
}

function englishOf(acceptLanguage: string | null): string {
  const tags = (acceptLanguage ?? "").split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  return tags.find((tag) => /^en-[A-Z]{2}$/.test(tag)) ?? "en-GB";
}

/** A cookie may contain any text; a time zone that Intl does not know would break the page. */
function knownTimeZone(timeZone: string | undefined): string {
  if (!timeZone) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(timeZone) }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
