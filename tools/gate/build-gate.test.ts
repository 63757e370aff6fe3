import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MADE_FROM_IT } from './build-gate';

describe('the build gate', () => {
  it('makes with the compiled code what `npm run build` makes, in the same order', () => {
    const { scripts } = require('../../../package.json') as { readonly scripts: { readonly build: string } };
    assert.deepEqual(
      [...scripts.build.matchAll(/dist\/tools\/(\w+)\/main\.js/g)].map(([, tool]) => tool),
      MADE_FROM_IT.map(({ tool }) => tool),
    );
  });
});
