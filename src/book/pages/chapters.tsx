import { SCENARIO_LAYERS } from '../../specification/plan';
import { type BookContent, scenarioCounts } from '../content';
import type { Page } from '../page';
import { chapterPlace, PLACES } from '../places';
import { Slot } from '../slot';
import { Table } from '../table';

/** What each layer's chapters are about. */
const LAYERS = {
  device: 'The VMM: its SMMUv3 with CMDQ-V, as a guest sees it and as the kernel is called by it.',
  kernel: 'Linux on the host: iommufd, VFIO, the drivers of SMMU and CMDQ-V.',
  hardware: 'The CMDQ-V block and command queues.',
  stack: 'All together: what a guest relies on, and what keeps VMs apart.',
} as const;

/** All chapters by layer. */
export function chaptersPage({ catalogue, forVerdicts, plan }: BookContent): Page {
  const scenarios = scenarioCounts(plan, (id) => id.replace(/-\d+$/, ''));
  return {
    path: PLACES.chapters,
    title: 'Chapters',
    contents: SCENARIO_LAYERS.map((layer) => ({ id: layer, text: layer })),
    body: (root) =>
      SCENARIO_LAYERS.map((layer) => (
        <section key={layer}>
          <h2 id={layer}>{layer}</h2>
          <p>{LAYERS[layer]}</p>
          <Table
            label={`Chapters of the layer ${layer}`}
            columns={['chapter', 'about', '#clauses', '#scenarios', ...(forVerdicts ? ['in this run'] : [])]}
          >
            {catalogue.chapters
              .filter((chapter) => chapter.layer === layer)
              .map(({ clauses, id, title }) => (
                <tr key={id}>
                  <th scope="row">
                    <a href={root + chapterPlace(id)}>{id}</a>
                  </th>
                  <td>{title}</td>
                  <td class="number">{clauses.length}</td>
                  <td class="number">{scenarios.get(id) ?? 0}</td>
                  {forVerdicts && (
                    <td>
                      <Slot kind="chapter" id={id} />
                    </td>
                  )}
                </tr>
              ))}
          </Table>
        </section>
      )),
  };
}
