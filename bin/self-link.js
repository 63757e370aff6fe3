// In a package's own directory npx looks for the package's command in node_modules/.bin, which npm fills for dependencies only.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { bin } = require('../package.json');

const directory = join(__dirname, '..', 'node_modules', '.bin');
mkdirSync(directory, { recursive: true });
for (const [name, file] of Object.entries(bin)) {
  writeFileSync(join(directory, name), `#!/usr/bin/env node\nrequire('../../${file}');\n`, { mode: 0o755 });
  if (process.platform === 'win32') {
    writeFileSync(join(directory, `${name}.cmd`), `@node "%~dp0\\..\\..\\${file.replaceAll('/', '\\')}" %*\r\n`);
  }
}
