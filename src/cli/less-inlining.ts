import { setFlagsFromString } from 'node:v8';

// Bytes of functions that V8 copies into one that is hot, of its own 920: a run is over before more of it pays. A quarter of a run's
// processor time was spent on that.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
