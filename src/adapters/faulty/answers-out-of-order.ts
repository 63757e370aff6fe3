import { serve } from './well-behaved';

// What comes together is answered together, the last one first.
let held: (() => void)[] = [];
serve({
  atRequest(_request, answer) {
    if (held.length === 0) setTimeout(release, 5);
    held.push(answer);
  },
});

function release(): void {
  for (const answer of held.reverse()) answer();
  held = [];
}
