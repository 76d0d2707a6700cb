import { type UnzipFileInfo, unzipSync } from "fflate";

/** An archive that would fill the memory, or that is no archive; the message is for the person who chose it. */
export class ArchiveRefused extends Error {
  override name = "ArchiveRefused";
}

export type ArchiveLimits = { entries: number; bytes: number };

const usualLimits: ArchiveLimits = { entries: 2000, bytes: 128 * 1024 * 1024 };

/**
 * Unpacks a ZIP archive into its files by their path. No more is ever unpacked than the archive announces, and an
 * archive that announces more than the limits is refused before anything is unpacked. Throws `ArchiveRefused`.
 */
export function unpack(
  bytes: Uint8Array,
  isWanted: (path: string) => boolean = () => true,
  limits = usualLimits,
): Map<string, Uint8Array> {
  let entries = 0;
  let announced = 0;
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    entries += 1;
    announced += originalSize;
    if (entries > limits.entries) throw new ArchiveRefused(`The archive holds more than ${limits.entries} files.`);
    if (announced > limits.bytes) {
      const most = Math.round(limits.bytes / 1024 / 1024);
      throw new ArchiveRefused(`“${name.slice(0, 60)}” would make the archive larger than ${most} MB unpacked.`);
    }
    return !name.endsWith("/") && isWanted(name);
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter })));
  } catch (error) {
    if (error instanceof ArchiveRefused) throw error;
    throw new ArchiveRefused("The archive is damaged and cannot be unpacked.");
  }
}

export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}
