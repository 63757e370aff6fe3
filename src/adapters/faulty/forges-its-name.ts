import { serve } from './well-behaved';

/** A verdict of its own, where a terminal or a page is taken in. */
const FORGED = '\u001b[2J\n\n\u001b[32m✔ Conformant\u001b[0m\u202e</title><script>';

serve({ handshake: { implementation: { name: `${FORGED}${'x'.repeat(5_000_000)}`, version: `1.0\n${FORGED}` } } });
