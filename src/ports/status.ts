/** The errno names that the documented behaviour uses, as on Linux. */
export const ERRNOS = [
  'EACCES',
  'EADDRINUSE',
  'EAGAIN',
  'EBADF',
  'EBADFD',
  'EBUSY',
  'E2BIG',
  'EEXIST',
  'EFAULT',
  'EINTR',
  'EINVAL',
  'EIO',
  'EMSGSIZE',
  'ENODEV',
  'ENOENT',
  'ENOMEM',
  'ENOSPC',
  'ENOTTY',
  'ENXIO',
  'EOPNOTSUPP',
  'EOVERFLOW',
  'EPERM',
  'ERANGE',
  'ESPIPE',
  'ETIMEDOUT',
] as const;

/** Why a system call was refused. */
export type Errno = (typeof ERRNOS)[number];

/** Outcome of a system call: `'OK'`, or the errno that it failed with. */
export type Status = 'OK' | Errno;

/** Tells whether `text` names a {@link Status}. */
export function isStatus(text: string): text is Status {
  return text === 'OK' || (ERRNOS as readonly string[]).includes(text);
}
