import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LAYERS } from '../ports';
import { WrongUse } from '../specification/wrong-use';
import { programOf } from './draw/programs';
import { corpusFile, programIn, readCorpus, readTrace } from './trace-file';

describe('a trace', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'explore-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  it('holds any program that is drawn, as its schema has it', () => {
    for (const layer of LAYERS) {
      for (let n = 0; n < 40; n++) {
        const program = programOf(layer, 3, n);
        const { content, name } = corpusFile(program);
        const file = join(directory, name);
        writeFileSync(file, content);
        assert.deepEqual(programIn(readTrace(file)), program);
      }
    }
    assert.equal(readCorpus(directory).length, 120);
  });

  it('that is none is refused with where it is wrong', () => {
    const file = join(directory, 'broken.txt');
    for (const content of ['', '{}', '{"trace":1,"layer":"device","ops":[{"op":"dance"}]}', '{"trace":2,"layer":"device","ops":[]}']) {
      writeFileSync(file, content);
      assert.throws(() => readTrace(file), WrongUse);
    }
  });

  it('with an operation that lacks a member is refused with which', () => {
    const file = join(directory, 'incomplete.txt');
    for (const op of ['{"op":"read","who":"A","width":4}', '{"op":"write","who":"A","at":0,"width":4}', '{"op":"plug","who":"A"}']) {
      writeFileSync(file, `{"trace":1,"layer":"device","ops":[{"op":"start","who":"A","cmdqv":"on","device":"gpu0","streamId":16},${op}]}`);
      assert.throws(() => readTrace(file), /\/ops\/1 \w+ lacks a member/);
    }
  });
});
