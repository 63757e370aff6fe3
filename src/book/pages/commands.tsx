import { BitFields } from '../../pictures/bit-fields';
import { Scroll } from '../../pictures/scroll';
import { COMMANDS } from '../../tables/commands';
import { NamingClauses } from '../clause-text';
import { type BookContent, clausesNaming } from '../content';
import type { Page } from '../page';
import { PLACES } from '../places';

/** Where every command has its opcode. */
const OPCODE = { name: 'opcode', high: 7, low: 0 };

/** The SMMU's commands as their two words. */
export function commandsPage({ catalogue }: BookContent): Page {
  return {
    path: PLACES.commands,
    title: 'Commands',
    contents: COMMANDS.map(({ name }) => ({ id: name, text: name })),
    body: (root) => (
      <>
        <p>
          A command is 16 bytes, two little-endian words of 64 bits. Which of them a vCMDQ executes depends on HYP_OWN of its VINTF; all
          others go through the SMMU's own queue.
        </p>
        {COMMANDS.map(({ fields, name, needs, opcode }) => {
          const clauses = clausesNaming(catalogue, [new RegExp(`(?<![A-Z0-9_])${name}(?![A-Z0-9_])`)]);
          return (
            <section key={name} class="register">
              <h2 id={name}>{name}</h2>
              <p class="soft">
                Opcode 0x{opcode.toString(16).padStart(2, '0')}.
                {needs !== undefined && ` Legal where ${needs.field} is ${needs.values.join(' or ')}.`}
              </p>
              <Scroll label={`Bits of ${name}`}>
                {([0, 1] as const).map((word) => {
                  const own = [...(word === 0 ? [OPCODE] : []), ...fields.filter((field) => field.word === word)];
                  const title = `${name}, word ${word}: ${own.map((field) => `${field.name} [${field.high}:${field.low}]`).join(', ')}`;
                  return own.length === 0 ? null : <BitFields key={word} title={title} width={64} fields={own} />;
                })}
              </Scroll>
              <NamingClauses catalogue={catalogue} clauses={clauses} root={root} />
            </section>
          );
        })}
      </>
    ),
  };
}
