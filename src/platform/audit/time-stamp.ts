import { randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { post } from "#src/platform/http/post.ts";

/** The largest answer that is read; one with all of its certificates is some kilobytes. */
const maxAnswerBytes = 64 * 1024;
const sha256 = Buffer.from("0609608648016503040201", "hex");

/**
 * Has an authority confirm that a SHA-256 existed now (RFC 3161). Returns its answer, which is kept as it is: `openssl ts
 * -verify` checks the signature against the authority's certificate. Throws where there is no answer, or it is about
 * something else.
 *
 * @param digest 32 bytes
 */
export async function stampTime(address: string, digest: Buffer): Promise<Buffer> {
  const nonce = randomBytes(8);
  // Its first bit would be the sign.
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  const agent = new (address.startsWith("https:") ? https : http).Agent();
  try {
    const { status, body } = await post(address, agent, {
      headers: { "content-type": "application/timestamp-query" },
      body: timeStampRequest(digest, nonce),
      maxAnswerBytes,
    });
    if (status !== 200) throw new Error(`The time stamp authority answered ${status}.`);
    requireStampOf(body, digest, nonce);
    return body;
  } finally {
    agent.destroy();
  }
}

/** TimeStampReq of RFC 3161, section 2.4.1, which asks for the certificate too. */
export function timeStampRequest(digest: Buffer, nonce: Buffer): Buffer {
  const algorithm = der(0x30, sha256, Buffer.from("0500", "hex"));
  const imprint = der(0x30, algorithm, der(0x04, digest));
  return der(0x30, Buffer.from("020101", "hex"), imprint, der(0x02, nonce), Buffer.from("0101ff", "hex"));
}

/** Throws unless the answer grants a stamp of this digest for this request (section 2.4.2). */
export function requireStampOf(answer: Buffer, digest: Buffer, nonce: Buffer): void {
  const [statusInfo, token] = partsOf(answer);
  const status = statusInfo && partsOf(statusInfo.all)[0]?.content[0];
  if (!token || (status !== 0 && status !== 1)) throw new Error("The time stamp authority refused.");
  // ContentInfo, its content, SignedData, encapsulated content, OCTET STRING, TSTInfo.
  const signedData = only(only(token.all, 1), 0);
  const signed = only(only(only(signedData, 2), 1), 0);
  const info = partsOf(contentOf(signed));
  const imprint = info[2] && partsOf(info[2].all)[1]?.content;
  const isOfRequest = info.some(({ tag, content }) => tag === 0x02 && content.equals(nonce));
  if (!imprint?.equals(digest) || !isOfRequest) throw new Error("The time stamp is about something else.");
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length > 127) throw new Error("A request has less than 128 bytes.");
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

type Part = { tag: number; content: Buffer; all: Buffer };

function only(of: Buffer, index: number): Buffer {
  const part = partsOf(of)[index];
  if (!part) throw new Error("The time stamp is malformed.");
  return part.all;
}

function contentOf(of: Buffer): Buffer {
  return readPart(of, 0).content;
}

/** What a constructed value consists of. */
function partsOf(of: Buffer): Part[] {
  const { content } = readPart(of, 0);
  const parts: Part[] = [];
  for (let at = 0; at < content.length; ) {
    const part = readPart(content, at);
    parts.push(part);
    at += part.all.length;
  }
  return parts;
}

/** One value of DER: tag, length of one to four bytes, content. */
function readPart(from: Buffer, at: number): Part {
  const tag = from[at];
  const first = from[at + 1];
  if (tag === undefined || first === undefined) throw new Error("The time stamp is malformed.");
  const lengthBytes = first > 127 ? first - 128 : 0;
  if (lengthBytes > 4 || at + 2 + lengthBytes > from.length) throw new Error("The time stamp is malformed.");
  const length = lengthBytes === 0 ? first : from.readUIntBE(at + 2, lengthBytes);
  const start = at + 2 + lengthBytes;
  if (start + length > from.length) throw new Error("The time stamp is malformed.");
  return { tag, content: from.subarray(start, start + length), all: from.subarray(at, start + length) };
}
