import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * Servers with the parts of two key services that the program uses, written from what their makers publish: AWS KMS
 * (API reference, Encrypt and Decrypt; Signature Version 4, which is checked here by a reading of its own) and the transit
 * engine of Vault (API documentation, encrypt, decrypt, AppRole login). Wrapping keys are in memory and never leave it.
 */
export type KeyServer = {
  url: string;
  /** Paths or operations, in order. */
  asked: string[];
  /** The next answers, in place of what would be answered; `hang` gives none. */
  faults: ({ status: number; type?: string } | "hang")[];
  close(): Promise<void>;
};

type Answer = { status: number; json: object };

async function serve(
  answer: (request: IncomingMessage, body: Buffer, server: KeyServer) => Answer,
  port = 0,
): Promise<KeyServer> {
  const httpServer = http.createServer((request, response) => {
    void buffer(request).then((body) => {
      const fault = server.faults.shift();
      if (fault === "hang") return;
      // An error repeats all that it was sent, which no message may show.
      const echo = { headers: request.headers, body: body.toString() };
      const { status, json } = fault
        ? { status: fault.status, json: { __type: fault.type, message: JSON.stringify(echo), errors: [echo] } }
        : answer(request, body, server);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    });
  });
  httpServer.listen(port, "127.0.0.1");
  await once(httpServer, "listening");
  const server: KeyServer = {
    url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`,
    asked: [],
    faults: [],
    async close() {
      httpServer.closeAllConnections();
      httpServer.close();
      await once(httpServer, "close");
    },
  };
  return server;
}

function seal(key: Buffer, plain: Buffer, context: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, bytes: Buffer, context: string): Buffer | undefined {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

export const kmsCredentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "kms-secret-kms-secret-kms-secret-kms" };
const region = "eu-central-1";
const arnOf = (id: string) => `arn:aws:kms:${region}:111122223333:key/${id}`;

/** @param keys by id; one of the test may be given again to another server */
export async function startKms(keys: Map<string, Buffer>, port?: number): Promise<KeyServer> {
  const refuse = (type: string, status = 400): Answer => ({ status, json: { __type: type, message: "no" } });
  return serve((request, body, server) => {
    const operation = String(request.headers["x-amz-target"]).replace("TrentService.", "");
    server.asked.push(operation);
    const fault = faultOfSignature(request, body);
    if (fault) return refuse(fault);
    if (request.headers["content-type"] !== "application/x-amz-json-1.1") return refuse("SerializationException");
    const input = JSON.parse(body.toString());
    const id = String(input.KeyId).split("/").at(-1) ?? "";
    const key = keys.get(id);
    if (!key) return refuse("NotFoundException");
    const context = JSON.stringify(input.EncryptionContext ?? {});
    if (operation === "Encrypt") {
      const plain = Buffer.from(input.Plaintext, "base64");
      if (plain.length > 4096) return refuse("ValidationException");
      const blob = Buffer.concat([Buffer.from(`${id}\n`), seal(key, plain, context)]);
      return { status: 200, json: { CiphertextBlob: blob.toString("base64"), KeyId: arnOf(id) } };
    }
    if (operation !== "Decrypt") return refuse("UnknownOperationException");
    const blob = Buffer.from(input.CiphertextBlob, "base64");
    const end = blob.indexOf("\n");
    if (blob.subarray(0, end).toString() !== id) return refuse("IncorrectKeyException");
    const plain = open(key, blob.subarray(end + 1), context);
    if (!plain) return refuse("InvalidCiphertextException");
    return { status: 200, json: { Plaintext: plain.toString("base64"), KeyId: arnOf(id) } };
  }, port);
}

/** Signature Version 4, "Create a signed AWS API request" of the IAM user guide. */
function faultOfSignature(request: IncomingMessage, body: Buffer): string | undefined {
  const hash = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
  const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const form =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/kms\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;
  const [, id, day = "", at = "", signed = "", signature] = form.exec(request.headers.authorization ?? "") ?? [];
  if (id !== kmsCredentials.accessKeyId) return "UnrecognizedClientException";
  const time = String(request.headers["x-amz-date"]);
  const asDate = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const isNow = time.startsWith(day) && Math.abs(Date.parse(asDate) - Date.now()) < 5 * 60_000;
  const names = signed.split(";");
  const isWhole = ["host", "x-amz-date", "x-amz-target", "content-type"].every((name) => names.includes(name));
  if (!isNow || !isWhole || at !== region) return "InvalidSignatureException";
  const headers = names.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join("");
  const canonical = [request.method, "/", "", headers, signed, hash(body)].join("\n");
  const scope = `${day}/${at}/kms/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, hash(canonical)].join("\n");
  const keyOfDay = mac(mac(`AWS4${kmsCredentials.secretAccessKey}`, day), at);
  const expected = mac(mac(mac(keyOfDay, "kms"), "aws4_request"), toSign).toString("hex");
  return expected === signature ? undefined : "InvalidSignatureException";
}

export const vaultAccess = {
  token: "hvs.vault-token-vault-token",
  roleId: "role-1",
  secretId: "secret-id-secret-id-1",
};

/** @param keys by name: their versions, of which the last wraps */
export async function startVault(keys: Map<string, Buffer[]>, port?: number): Promise<KeyServer> {
  const refuse = (status: number): Answer => ({ status, json: { errors: ["no"] } });
  const issued = new Set([vaultAccess.token]);
  return serve((request, body, server) => {
    const path = String(request.url);
    server.asked.push(path);
    const input = JSON.parse(body.toString());
    if (path === "/v1/auth/approle/login") {
      if (input.role_id !== vaultAccess.roleId || input.secret_id !== vaultAccess.secretId) return refuse(400);
      const token = `hvs.${randomBytes(12).toString("base64url")}`;
      issued.add(token);
      return { status: 200, json: { auth: { client_token: token, lease_duration: 60, renewable: true } } };
    }
    if (!issued.has(String(request.headers["x-vault-token"]))) return refuse(403);
    const [, operation, name = ""] = /^\/v1\/transit\/(encrypt|decrypt)\/([\w.-]+)$/.exec(path) ?? [];
    const versions = keys.get(name);
    if (!versions) return refuse(operation === "decrypt" ? 400 : 404);
    if (operation === "encrypt") {
      const key = versions.at(-1) ?? Buffer.alloc(32);
      const sealed = seal(key, Buffer.from(input.plaintext, "base64"), name).toString("base64");
      return { status: 200, json: { data: { ciphertext: `vault:v${versions.length}:${sealed}` } } };
    }
    const [, version, text] = String(input.ciphertext).split(":");
    const key = versions[Number(version?.slice(1)) - 1];
    const plain = key && open(key, Buffer.from(text ?? "", "base64"), name);
    return plain ? { status: 200, json: { data: { plaintext: plain.toString("base64") } } } : refuse(400);
  }, port);
}
