import { Scroll } from '../../pictures/scroll';
import { SCENARIO_LAYERS } from '../../specification/plan';
import type { BookContent } from '../content';
import type { Page } from '../page';
import { chapterPlace, PLACES } from '../places';
import { Slot } from '../slot';

/** What each layer's chapters are about. */
const LAYERS = {
  device: 'The VMM: its SMMUv3 with CMDQ-V, as a guest sees it and as the kernel is called by it.',
  kernel: 'Linux on the host: iommufd, VFIO, the drivers of SMMU and CMDQ-V.',
  hardware: 'The CMDQ-V block and command queues.',
  stack: 'All together: what a guest relies on, and what keeps VMs apart.',
} as const;

/** All chapters by layer. */
export function chaptersPage({ catalogue, forVerdicts, plan }: BookContent): Page {
  const scenarios = new Map<string, number>();
  for (const { clauses } of plan.scenarios)
    for (const chapter of new Set(clauses.map((id) => id.replace(/-\d+$/, '')))) scenarios.set(chapter, (scenarios.get(chapter) ?? 0) + 1);
  return {
    path: PLACES.chapters,
    title: 'Chapters',
    contents: SCENARIO_LAYERS.map((layer) => ({ id: layer, text: layer })),
    body: (root) =>
      SCENARIO_LAYERS.map((layer) => (
        <section key={layer}>
          <h2 id={layer}>{layer}</h2>
          <p>{LAYERS[layer]}</p>
          <Scroll label={`Chapters of the layer ${layer}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">chapter</th>
                  <th scope="col">about</th>
                  <th scope="col" class="number">
                    clauses
                  </th>
                  <th scope="col" class="number">
                    scenarios
                  </th>
                  {forVerdicts && <th scope="col">in this run</th>}
                </tr>
              </thead>
              <tbody>
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
              </tbody>
            </table>
          </Scroll>
        </section>
      )),
  };
}
