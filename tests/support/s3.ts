import { createRequire } from "node:module";
import S3rver from "@20minutes/s3rver";

export const s3Credentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

/** Where Supabase's Storage speaks the protocol, below the address of a project. */
export const storagePath = "/storage/v1/s3";

const require = createRequire(import.meta.url);

// Two things that the server does otherwise than S3. It checks the signature of a request for a bucket as if that were for
// `/bucket`, where the client asks for `/bucket/`.
const bucketAlone = new RegExp(`^(${storagePath})?/[^/]+$`);
type Signature = { getStringToSign(request: { uri: string }, parts: unknown): string };
const signature: Signature = require("@20minutes/s3rver/lib/signature/v4.js");
const { getStringToSign } = signature;
signature.getStringToSign = (request, parts) =>
  getStringToSign({ ...request, uri: request.uri.replace(bucketAlone, "$&/") }, parts);

// And where a list goes on is sealed by DES, which OpenSSL has no more.
type Cipher = (name: string, key: Buffer, iv: Buffer) => unknown;
const crypto: Record<"createCipheriv" | "createDecipheriv", Cipher> = require("node:crypto");
for (const make of ["createCipheriv", "createDecipheriv"] as const) {
  const original = crypto[make];
  crypto[make] = (name, key, ...more) =>
    name === "des" ? original("des-ede3-cbc", Buffer.concat([key, key, key]), ...more) : original(name, key, ...more);
}

/**
 * A server with the S3 protocol that checks signatures and stores its objects in a folder, with one bucket.
 * @param path below which alone it answers
 */
export async function startS3Server(
  directory: string,
  bucket: string,
  { port = 0, path = "" }: { port?: number; path?: "" | typeof storagePath } = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const server = new S3rver({
    port,
    address: "127.0.0.1",
    silent: true,
    directory,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  server.middleware.unshift((context, next) => {
    if (!context.path.startsWith(`${path}/`)) context.throw(404);
    context.mountPath = path;
    context.path = context.path.slice(path.length);
    return next();
  });
  const address = await server.run();
  return { url: `http://127.0.0.1:${address.port}${path}`, close: () => server.close() };
}
