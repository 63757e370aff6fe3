/** A file of an archive, by its path without a slash in front. */
export interface CpioFile {
  readonly path: string;
  /** Type and permissions, as `stat` has them. */
  readonly mode: number;
  readonly content?: Uint8Array;
  /** Of a device file, major and minor number. */
  readonly device?: readonly [major: number, minor: number];
}

const MAGIC = '070701';
const LAST: CpioFile = { path: 'TRAILER!!!', mode: 0 };
const HEADER_BYTES = 110;

/** An archive in the format `newc`, which a kernel takes as its initial RAM disk. */
export function cpioArchive(files: readonly CpioFile[]): Buffer {
  return Buffer.concat([...files, LAST].flatMap((file, index) => entry(file, index + 1)));
}

function entry({ content = new Uint8Array(0), device = [0, 0], mode, path }: CpioFile, inode: number): Uint8Array[] {
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, device[0], device[1], name.length, 0];
  const header = Buffer.from(MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join(''));
  return [header, name, padding(HEADER_BYTES + name.length), content, padding(content.length)];
}

function padding(bytes: number): Uint8Array {
  return new Uint8Array((4 - (bytes % 4)) % 4);
}
