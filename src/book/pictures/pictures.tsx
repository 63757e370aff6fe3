import { renderToString } from 'preact-render-to-string';
import type { Coverage } from '../../evidence/coverage/coverage';
import { transitionsOf } from '../../evidence/coverage/transitions';
import { Figure } from '../../pictures/figure';
import { Sequence } from '../../pictures/sequence';
import { StateMachine } from '../../pictures/state-machine';
import type { RecordedScenario } from '../recording';
import { type DrawnExtent, rowsOf } from '../sequence-rows';
import type { ServedPages } from '../served-pages';
import { MemoryMap } from './memory-map';
import { type DrawnSuite, Stack } from './stack';

/** The layers of the stack, with what is demanded of them. */
export function stackPicture(suite: DrawnSuite): string {
  return renderToString(
    <Figure label="The stack and the suite" caption="What scenarios drive, what is judged, and where operations are recorded.">
      <Stack {...suite} />
    </Figure>,
  );
}

/** What went between the layers in a scenario. */
export function sequencePicture(recorded: RecordedScenario, extent: Partial<DrawnExtent> = {}): string {
  const { id, name } = recorded.scenario;
  return renderToString(
    <Figure label={`Sequence diagram: ${name}`} caption={`As recorded in ${id}.`}>
      <Sequence rows={rowsOf(recorded, extent)} title={`Messages between the layers: ${name}`} />
    </Figure>,
  );
}

/** Who answers for each page of the guest's region. */
export function memoryMapPicture(served: Pick<ServedPages, 'by'>): string {
  return renderToString(
    <Figure
      label="The guest's region"
      caption="Who answers a guest that reads a page of its region, by what the vCMDQ has got to; as the recorded run saw it."
    >
      <MemoryMap served={served} />
    </Figure>,
  );
}

/** The states of a vCMDQ and their changes. */
export function statesPicture(coverage: Coverage): string {
  return renderToString(
    <Figure
      label="States of a vCMDQ"
      caption="What takes a vCMDQ of a guest from one state to another: the register written, or the event; as the recorded run saw it."
    >
      <StateMachine title="States of a vCMDQ and what takes it from one to another" transitions={transitionsOf(coverage)} />
    </Figure>,
  );
}
