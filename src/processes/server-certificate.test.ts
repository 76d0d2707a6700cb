import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type http from "node:http";
import https from "node:https";
import { type AddressInfo, connect as connectPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type SecureVersion } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createHttpServer, prepareDrain } from "#src/processes/http-server.ts";
import { followCertificate, readCertificate } from "#src/processes/server-certificate.ts";
import { makeCertificate } from "../../tests/support/certificate.ts";

const dir = mkdtempSync(join(tmpdir(), "competency-tls-"));
const paths = { cert: join(dir, "cert.pem"), key: join(dir, "key.pem") };
const [first, second] = [makeCertificate(), makeCertificate()];
const write = ({ cert, key }: { cert: string; key: string }) => {
  writeFileSync(paths.cert, cert);
  writeFileSync(paths.key, key);
};

let server: http.Server;
let port = 0;
let stopFollowing = () => {};
beforeAll(async () => {
  write(first);
  const certificate = readCertificate(paths);
  server = createHttpServer(
    (_request, response) => response.end("hello"),
    { headersMs: 1_000, checkMs: 100 },
    certificate,
  );
  stopFollowing = followCertificate([server], paths, certificate, 20);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(() => write(first));
afterAll(() => {
  stopFollowing();
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

async function handshake(ca: string, maxVersion: SecureVersion = "TLSv1.3"): Promise<string | null> {
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca, maxVersion });
  await Promise.race([once(socket, "secureConnect"), once(socket, "error").then(([error]) => Promise.reject(error))]);
  const protocol = socket.getProtocol();
  socket.destroy();
  return protocol;
}
const answer = (ca: string) =>
  new Promise<string>((resolve, reject) => {
    https
      .get({ port, host: "localhost", ca, agent: false }, (response) => {
        response.once("data", (body) => resolve(String(body)));
      })
      .once("error", reject);
  });

describe("a server with a certificate", () => {
  it("speaks TLS 1.3 and nothing else [V12.1.1] [V12.2.1]", async () => {
    expect(await handshake(first.cert)).toBe("TLSv1.3");
    expect(await answer(first.cert)).toBe("hello");
    await expect(handshake(first.cert, "TLSv1.2")).rejects.toThrow(/protocol version|SSL alert/i);
    const plain = connectPlain(port, "127.0.0.1");
    plain.on("error", () => {});
    plain.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let got = "";
    plain.on("data", (data) => {
      got += String(data);
    });
    await once(plain, "close");
    expect(got).not.toContain("hello");
  });

  it("is not believed by who trusts another", async () => {
    await expect(answer(second.cert)).rejects.toThrow(/certificate/i);
  });

  it("uses what replaces it, without a restart, once both files fit each other", async () => {
    writeFileSync(paths.cert, second.cert);
    await new Promise((done) => setTimeout(done, 200));
    expect(await answer(first.cert)).toBe("hello");
    writeFileSync(paths.key, second.key);
    await expect.poll(() => answer(second.cert).catch((error: Error) => error.message)).toBe("hello");
    expect(await handshake(second.cert)).toBe("TLSv1.3");
    await expect(handshake(second.cert, "TLSv1.2")).rejects.toThrow();
    write(first);
    await expect.poll(() => answer(first.cert).catch((error: Error) => error.message)).toBe("hello");
  });

  it("closes who does not begin the handshake", async () => {
    const silent = connectPlain(port, "127.0.0.1");
    silent.on("error", () => {});
    const startedAt = Date.now();
    await once(silent, "close");
    expect(Date.now() - startedAt).toBeLessThan(8_000);
  });

  it("ends in order", async () => {
    const own = createHttpServer((_request, response) => response.end("hello"), {}, readCertificate(paths));
    const drain = prepareDrain(own);
    own.listen(0, "127.0.0.1");
    await once(own, "listening");
    await drain();
    expect(own.listening).toBe(false);
  });

  it("refuses a key that is another's", () => {
    writeFileSync(paths.key, second.key);
    expect(() => readCertificate(paths)).toThrow(/key values mismatch|mismatch/i);
  });
});
