import type { NextConfig } from "next";

/**
 * Security headers that do not depend on the request. Our own server sets the same ones and adds a
 * Content-Security-Policy with a nonce; these stand in where another host serves the pages.
 */
const staticHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

const config: NextConfig = {
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
    "flydrive",
    "ajv",
    "@aws-sdk/client-s3",
    "@aws-sdk/s3-request-presigner",
  ],
  async headers() {
    return [{ source: "/:path*", headers: staticHeaders }];
  },
};

export default config;
