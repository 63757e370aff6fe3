import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { columnsTable } from './columns-table';

const { columns } = process.stdout;
after(() => terminal(columns));

function terminal(width: number | undefined): void {
  Object.defineProperty(process.stdout, 'columns', { value: width, configurable: true, writable: true });
}

const widest = (table: string) => Math.max(...table.split('\n').map((line) => line.length));
const rows = [
  ['ALLOC', 'Allocation of hardware queues, whichever guest asks for them', 'device', '14'],
  ['EVT', 'Error events', 'device', '11'],
];
const table = () => columnsTable(['chapter', '', 'layer', 'clauses'], rows, [3]);

describe('a table', () => {
  it('fits the terminal, and keeps its numbers', () => {
    terminal(60);
    assert.equal(widest(table()), 60);
    assert.match(table(), /ALLOC +Allocation of hardware .*… +device +14$/m);
    terminal(30);
    assert.match(table(), /ALLOC +Allocat… +device +14$/m);
  });

  it('is whole where there is no terminal, or one that is wide enough', () => {
    for (const width of [undefined, 100]) {
      terminal(width);
      assert.match(table(), /whichever guest asks for them +device +14$/m);
    }
  });
});
