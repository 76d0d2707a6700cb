import type { NextConfig } from "next";
import { staticHeaders } from "./src/http/security-headers.ts";

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
    // Our own server sets these too, and a policy with a nonce; here they are for a host that serves the pages itself.
    const headers = Object.entries(staticHeaders(false)).map(([key, value]) => ({ key, value }));
    return [{ source: "/:path*", headers }];
  },
};

export default config;
