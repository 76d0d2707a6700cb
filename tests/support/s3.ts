import S3rver from "@20minutes/s3rver";

export const s3Credentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

/** A server with the S3 protocol that checks signatures and stores its objects in a folder, with one bucket. */
export async function startS3Server(
  directory: string,
  bucket: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = await server.run();
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
