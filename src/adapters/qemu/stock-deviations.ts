import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';

/** The known deviations of a stock QEMU; see docs/findings-qemu.md. */
export const STOCK_DEVIATIONS = join(PACKAGE_ROOT, 'adapters', 'qemu', 'expectations.json');
