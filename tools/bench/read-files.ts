import { readdirSync, readFileSync } from 'node:fs';

// The floor of commands that only tell of the suite: `node read-files.js PATH...` reads all files at the paths, and does nothing.
for (const path of process.argv.slice(2)) {
  const files = path.endsWith('.json') ? [path] : filesBelow(path);
  for (const file of files) readFileSync(file);
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:feature|json)$/.test(name))
    .map((name) => `${directory}/${name}`);
}
