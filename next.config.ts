import type { NextConfig } from "next";
import { assetHeaders, cdnHeaders } from "./src/http/security-headers.ts";

/** The build writes it into the pages, so that `npm start` builds again when it changes. */
const cdnUrl = process.env.CDN_URL;

const config: NextConfig = {
  // Scripts and fonts of another origin are loaded with CORS, without cookies.
  ...(cdnUrl ? { assetPrefix: cdnUrl, crossOrigin: "anonymous" } : {}),
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked once for the whole project by `npm run check`; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  // Development over 127.0.0.1 is a different origin to Next than localhost, and it would block hot reload.
  allowedDevOrigins: ["127.0.0.1"],
  // These reach for native parts, worker files or optional packages that a bundle would lose.
  serverExternalPackages: [
    "pg",
    "bullmq",
    "ioredis",
    "pino",
    "prom-client",
    "nodemailer",
    "pdfkit",
    "flydrive",
    "ajv",
    "@aws-sdk/client-s3",
    "@aws-sdk/s3-request-presigner",
    "@zxcvbn-ts/language-common",
  ],
  async headers() {
    const listed = (source: string, headers: Record<string, string>) => ({
      source,
      headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
    });
    return [
      // Our own server sets these too; here they are for a host that serves the files itself. All else has its headers by src/proxy.ts.
      listed("/_next/static/:path*", assetHeaders(process.env.APP_URL?.startsWith("https:") ?? false)),
      ...(cdnUrl ? [listed("/_next/static/:path*", cdnHeaders)] : []),
      // What is under /_next/static has a hash in its name, and Next lets it be kept for a year. These have none.
      listed("/sw.js", { "cache-control": "no-cache" }),
      ...["/icon.svg", "/icon-maskable.svg", "/people-template.csv"].map((path) =>
        listed(path, { "cache-control": "public, max-age=3600" }),
      ),
    ];
  },
};

export default config;
