import type { Alternative } from '../alternative';

const BLOCK = 'hardware/cmdqv-block';
const UNMAPPED = '        return queue === undefined ? 0 : this.#loadQueue(queue, register);\n';
const unmappedReads = (value: string): Alternative['edits'][0] => ({
  module: BLOCK,
  from: UNMAPPED,
  to: UNMAPPED.replace('? 0 :', `? ${value} :`),
});

/** Hardware in which a logical slot to which no vCMDQ is mapped reads as something else than 0. */
export const SLOT_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'unmapped-slots-read-a-pattern',
    title: 'A slot to which no vCMDQ is mapped reads 0xdeadbee0',
    allowedBy: 'PHYS-11 accepts any value',
    edits: [unmappedReads('0xdead_bee0')],
  },
  {
    id: 'unmapped-slots-read-ones',
    title: 'A slot to which no vCMDQ is mapped reads ones',
    allowedBy: 'PHYS-11 accepts any value',
    edits: [unmappedReads('0xffff_ffff')],
  },
  {
    id: 'unmapped-slots-read-something-else-each-time',
    title: 'A slot to which no vCMDQ is mapped reads another value each time',
    allowedBy: 'PHYS-11 accepts any value',
    edits: [
      unmappedReads('(this.#noise = (this.#noise * 5 + 2) & 0x7fff_fffe)'),
      { module: BLOCK, from: '  #config = CONFIG_RESET;\n', to: '  #config = CONFIG_RESET;\n  #noise = 0x1234;\n' },
    ],
  },
  {
    id: 'unmapped-slots-show-their-vcmdq',
    title: 'A slot to which no vCMDQ is mapped reads as the vCMDQ that will be mapped there, and drops writes',
    allowedBy: 'PHYS-11 accepts any value',
    edits: [
      {
        module: BLOCK,
        from: '        const queue = this.#queueAt(place);\n        return queue === undefined ? 0',
        to: "        const queue = this.#queueAt(place) ?? (place.kind === 'logical' ? this.#queue(place.vintf * this.#map.geometry.lvcmdqs + place.slot) : undefined);\n        return queue === undefined ? 0",
      },
    ],
  },
];
