import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Certificate = { key: string; cert: string };

/** A key and a certificate that it signs for itself, for `localhost` and 127.0.0.1; made by openssl. */
export function makeCertificate({ name = "localhost", days = 2 } = {}): Certificate {
  const dir = mkdtempSync(join(tmpdir(), "competency-certificate-"));
  try {
    const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
        ...["-keyout", key, "-out", cert, "-days", String(days), "-subj", `/CN=${name}`],
        ...["-addext", `subjectAltName=DNS:${name},IP:127.0.0.1,IP:::1`],
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
