import { readFileSync } from "node:fs";
import type http from "node:http";
import https from "node:https";
import { createSecureContext } from "node:tls";
import { log } from "#src/platform/log/log.ts";

export type CertificatePaths = { cert: string; key: string };
export type Certificate = { cert: Buffer; key: Buffer; minVersion: "TLSv1.3" };

const lookEveryMs = 60_000;

/** Throws where a file cannot be read, or the key is not the certificate's. */
export function readCertificate(paths: CertificatePaths): Certificate {
  const read = { cert: readFileSync(paths.cert), key: readFileSync(paths.key), minVersion: "TLSv1.3" as const };
  createSecureContext(read);
  return read;
}

/**
 * Looks each minute whether the files have another content, as after a renewal, and has the servers use it for new connections.
 * What cannot be used (one of both files was written and not yet the other) is left until it can. Returns what ends it.
 */
export function followCertificate(
  servers: readonly http.Server[],
  paths: CertificatePaths,
  inUse: Certificate,
  everyMs = lookEveryMs,
): () => void {
  let current = inUse;
  const look = () => {
    try {
      const found = readCertificate(paths);
      if (found.cert.equals(current.cert) && found.key.equals(current.key)) return;
      for (const server of servers) if (server instanceof https.Server) server.setSecureContext(found);
      current = found;
      log.info("the server uses a new certificate");
    } catch (err) {
      log.error({ err }, "the server's certificate cannot be read, so the one before is still in use");
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return () => clearInterval(timer);
}
