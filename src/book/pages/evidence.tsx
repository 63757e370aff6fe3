import { type PointCoverage, unreachableOf } from '../../evidence/coverage/coverage';
import { strengthDoubts } from '../../evidence/strength/strength';
import { Bar } from '../../pictures/bar';
import { type BookContent, scenarioCounts } from '../content';
import type { Page } from '../page';
import { chapterPlace, PLACES } from '../places';
import { Table } from '../table';

/** What the suite exercises, and what it was seen to catch. */
export function evidencePage({ catalogue, coverage, forVerdicts, plan, strength }: BookContent): Page {
  const scenarios = scenarioCounts(plan);
  const chapters = catalogue.chapters.map(({ clauses, id, title }) => {
    const tested = clauses.filter((clause) => (scenarios.get(clause.id) ?? 0) > 0);
    const sum = (of: 'faults' | 'mutants') => tested.reduce((total, clause) => total + strength.of(clause.id)[of], 0);
    return { id, title, clauses: tested.length, faults: sum('faults'), mutants: sum('mutants') };
  });
  const most = Math.max(1, ...chapters.map(({ mutants }) => mutants));
  return {
    path: PLACES.evidence,
    title: 'Evidence',
    contents: [
      { id: 'strength', text: 'What chapters were seen to catch' },
      { id: 'coverage', text: 'What scenarios exercise' },
    ],
    body: (root) => (
      <>
        <h2 id="strength">What chapters were seen to catch</h2>
        <p>
          Faults are seeded in the reference, and mutants made of it; a clause catches one if a scenario of it fails.{' '}
          {strengthDoubts(strength).join(' ')}
        </p>
        <Table
          label="Strength by chapter"
          columns={['chapter', '#clauses', '#faults', '#mutants', 'mutants killed, of the strongest chapter']}
        >
          {chapters.map(({ clauses, faults, id, mutants, title }) => (
            <tr key={id}>
              <th scope="row">
                <a href={root + chapterPlace(id)}>
                  {id} {title}
                </a>
              </th>
              <td class="number">{clauses}</td>
              <td class="number">{faults}</td>
              <td class="number">{mutants}</td>
              <td>
                <Bar parts={[{ kind: 'covered', share: mutants / most }]} title={`${id}: ${mutants} mutants`} />
              </td>
            </tr>
          ))}
        </Table>
        <h2 id="coverage">What scenarios exercise</h2>
        {forVerdicts ? (
          <p>
            What this run exercised stands in <a href={`${root}../index.html#functional-coverage`}>its report</a>.
          </p>
        ) : (
          <Covered coverage={coverage} />
        )}
      </>
    ),
  };
}

/** What the reference exercised of each point. */
function Covered({ coverage }: Pick<BookContent, 'coverage'>) {
  return (
    <>
      <p>
        Of what the tables hold, as the reference did it when this book was written: {coverage.total.covered} of{' '}
        {coverage.total.bins - coverage.total.unreachable} reachable bins, and {coverage.total.unreachable} that nothing can reach.
      </p>
      <Table label="Coverage by point" columns={['what', 'port', '#covered', '#reachable', 'covered, missed, out of reach']}>
        {coverage.points.map((point) => (
          <PointRow key={point.id} point={point} />
        ))}
      </Table>
    </>
  );
}

function PointRow({ point }: { readonly point: PointCoverage }) {
  const unreachable = unreachableOf(point);
  const { bins, covered, id, missed, port, title } = point;
  return (
    <tr id={id}>
      <th scope="row">{title}</th>
      <td>{port}</td>
      <td class="number">{covered}</td>
      <td class="number">{bins - unreachable}</td>
      <td>
        <Bar
          parts={[
            { kind: 'covered', share: covered / bins },
            { kind: 'missed', share: missed.length / bins },
            { kind: 'unreachable', share: unreachable / bins },
          ]}
          title={`${title}: ${covered} covered, ${missed.length} missed, ${unreachable} out of reach`}
        />
      </td>
    </tr>
  );
}
