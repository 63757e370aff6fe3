import { setFlagsFromString } from 'node:v8';

// Bytes of functions that V8 copies into one that is hot, of its own 920: a run is over before more of it pays. A quarter of a run's
// processor time was spent on that.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
// How often a function has to be found hot before it is optimized, of V8's own 3: of many that are hot for a moment the optimizing
// takes longer than what is left of a run gains by it.
setFlagsFromString('--ticks-before-optimization=6');
