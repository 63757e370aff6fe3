import { POINTED_TO, REQUEST_STATUSES, REQUESTS, type Structure } from '../../tables/uapi';
import { NamingClauses } from '../clause-text';
import { type BookContent, clausesNaming } from '../content';
import type { Page } from '../page';
import { PLACES } from '../places';
import { Table } from '../table';

/** The requests to the kernel, with their structures. */
export function userApiPage({ catalogue }: BookContent): Page {
  return {
    path: PLACES.api,
    title: 'The user API of the kernel',
    contents: [...REQUESTS.map(({ name }) => ({ id: name, text: name })), { id: 'data', text: 'Data of requests, and events' }],
    body: (root) => (
      <>
        {REQUESTS.map((request) => {
          const { minimum, name, number, structure } = request;
          const statuses = REQUEST_STATUSES.get(request) ?? [];
          const clauses = clausesNaming(catalogue, [new RegExp(`(?<![A-Z0-9_])(?:IOMMU_)?${name}(?![A-Z0-9_])`)]);
          return (
            <section key={name}>
              <h2 id={name}>{name}</h2>
              <p class="soft">
                ioctl 0x{number.toString(16)}; {structure.bytes} bytes, of which a caller passes at least {minimum}.
                {statuses.length > 0 && ` It ends with ${statuses.join(', ')}.`}
              </p>
              <Members structure={structure} />
              <NamingClauses catalogue={catalogue} clauses={clauses} root={root} />
            </section>
          );
        })}
        <h2 id="data">Data of requests, and events</h2>
        {POINTED_TO.map(({ structure, where }) => (
          <section key={structure.name}>
            <h3 id={structure.name}>{structure.name}</h3>
            <p class="soft">
              {where}. {structure.bytes} bytes.
            </p>
            <Members structure={structure} />
          </section>
        ))}
      </>
    ),
  };
}

function Members({ structure: { members, name } }: { readonly structure: Structure }) {
  return (
    <Table label={`Members of ${name}`} columns={['#offset', 'type', 'member']}>
      {Object.entries(members).map(([member, { offset, type }]) => (
        <tr key={member}>
          <td class="number">{offset}</td>
          <td>{type}</td>
          <td class="mono">{member}</td>
        </tr>
      ))}
    </Table>
  );
}
