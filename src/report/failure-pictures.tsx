import { renderToString } from 'preact-render-to-string';
import { BitFields } from '../pictures/bit-fields';
import { Figure } from '../pictures/figure';
import { Sequence } from '../pictures/sequence';
import type { Failure } from '../run/outcome';
import type { PlannedScenario } from '../specification/plan';
import { decode } from '../tables/registers';
import { type ComparedRegister, comparedRegisters } from './compared-registers';
import { failureRows } from './failure-rows';

/** A failure as pictures: the registers that it compares, and what went between the layers. Empty if there is nothing to draw. */
export function failurePictures({ name }: Pick<PlannedScenario, 'name'>, failure: Failure): string {
  const rows = failure.operations.length === 0 ? [] : failureRows(failure);
  return renderToString(
    <>
      {comparedRegisters(failure).map((compared) => (
        <Compared key={compared.register.name} compared={compared} name={name} />
      ))}
      {rows.length > 1 && (
        <Figure
          label={`Sequence diagram: ${name}`}
          caption="What went between the layers up to there; of the steps before the act only how much. What was found wrong is marked."
        >
          <Sequence rows={rows} title={`Messages between the layers: ${name}`} />
        </Figure>
      )}
    </>,
  );
}

function Compared({ compared: { actual, expected, register }, name }: { readonly compared: ComparedRegister; readonly name: string }) {
  const width = register.size === 8 ? 64 : 32;
  const lines = [
    { what: 'expected', shown: expected, other: actual },
    { what: 'actual', shown: actual, other: expected },
  ];
  return (
    <Figure label={`${register.name} in: ${name}`} caption={`${register.name}, expected over actual; what differs is marked.`}>
      {lines.map(({ other, shown, what }) => (
        <div key={what} class={`compared ${what}`}>
          <p class="mono">
            {what} 0x{shown.toString(16)}
          </p>
          <BitFields title={`${what}: ${decode(register, shown)}`} width={width} fields={register.fields} value={{ shown, other }} />
        </div>
      ))}
    </Figure>
  );
}
