import {
  HW_INFO_SMMUV3,
  HW_INFO_TEGRA241,
  HWPT_SMMUV3_DATA,
  IOVA_RANGE,
  REQUEST_STATUSES,
  REQUESTS,
  type Structure,
  VEVENT_HEADER,
  VEVENT_SMMUV3,
  VEVENT_TEGRA241,
  VIOMMU_TEGRA241_DATA,
} from '../../tables/uapi';
import { NamingClauses } from '../clause-text';
import { type BookContent, clausesNaming } from '../content';
import type { Page } from '../page';
import { PLACES } from '../places';
import { Table } from '../table';

/** Structures that requests point to, or that are read from an event fd. */
const DATA: readonly (readonly [structure: Structure, of: string])[] = [
  [VIOMMU_TEGRA241_DATA, 'What VIOMMU_ALLOC gives for a Tegra241 CMDQ-V, at data_uptr.'],
  [HW_INFO_TEGRA241, 'What GET_HW_INFO gives for a Tegra241 CMDQ-V.'],
  [HW_INFO_SMMUV3, 'What GET_HW_INFO gives for an SMMUv3.'],
  [HWPT_SMMUV3_DATA, "What HWPT_ALLOC takes for a nested stage 1: two words of the guest's Stream Table Entry."],
  [IOVA_RANGE, 'An element of the array that IOAS_IOVA_RANGES fills.'],
  [VEVENT_HEADER, 'What an event begins with.'],
  [VEVENT_TEGRA241, "What follows in an event of CMDQ-V: the VINTF's LVCMDQ_ERR_MAP."],
  [VEVENT_SMMUV3, 'What follows in an event of the SMMU.'],
];

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
        {DATA.map(([structure, of]) => (
          <section key={structure.name}>
            <h3 id={structure.name}>{structure.name}</h3>
            <p class="soft">
              {of} {structure.bytes} bytes.
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
