import { messageOf } from '../../message-of';

/** Exit codes of an installer; 0 if what is wanted is there. */
export const WRONG_USE = 2;
export const COULD_NOT_RUN = 3;

/** Tells what is being done. */
export const say = (line: string) => void process.stdout.write(`${line}\n`);
/** Tells what is wrong. */
export const complain = (line: string) => void process.stderr.write(`${line}\n`);

/** Whether `--version` names a release, such as 7.2; complains if not. */
export function isRelease(version: string): boolean {
  if (/^\d+(\.\d+)*$/.test(version)) return true;
  complain(`a version is something like 7.2 or 7.2.13, not ${version}`);
  return false;
}

/** Runs an installer, which gives its exit code. */
export function runInstaller(install: () => Promise<number>): void {
  install().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      complain(messageOf(error));
      process.exitCode = COULD_NOT_RUN;
    },
  );
}
