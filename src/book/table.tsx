import type { ComponentChildren } from 'preact';
import { Scroll } from '../pictures/scroll';

interface TableProps {
  /** What the table is called for who does not see it. */
  readonly label: string;
  /** Heads; that of a column of numbers begins with `#`. */
  readonly columns: readonly string[];
  /** Rows. */
  readonly children: ComponentChildren;
}

/** A table with a head, as wide as it has to be. */
export function Table({ children, columns, label }: TableProps) {
  return (
    <Scroll label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) =>
              column.startsWith('#') ? (
                <th key={column} scope="col" class="number">
                  {column.slice(1)}
                </th>
              ) : (
                <th key={column} scope="col">
                  {column}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}
