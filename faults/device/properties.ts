import { type Fault, OWN } from '../fault';

/** Faults in what a VMM makes of the properties that it is started with. */
export const PROPERTY_FAULTS: readonly Fault[] = [
  {
    id: 'cmdqv-without-acceleration',
    title: 'cmdqv=on is taken without accel=on, and does nothing',
    source: OWN,
    about: ['QEMU-02'],
    edits: [{ module: 'device/properties', from: "accel === 'off' && cmdqv === 'on'", to: "accel === 'off' && cmdqv === 'on' && false" }],
  },
  {
    id: 'cmdqv-auto-refused-without-acceleration',
    title: 'Without accel=on, cmdqv=auto is refused as cmdqv=on is',
    source: OWN,
    about: ['QEMU-02'],
    edits: [{ module: 'device/properties', from: "accel === 'off' && cmdqv === 'on'", to: "accel === 'off' && cmdqv !== 'off'" }],
  },
  {
    id: 'nested-stages-accelerated',
    title: 'stage=nested is taken with accel=on, as it names stage 1 too',
    source: OWN,
    about: ['QEMU-08'],
    edits: [{ module: 'device/properties', from: "accel === 'on' && stage !== '1'", to: "accel === 'on' && stage === '2'" }],
  },
  {
    id: 'stage-1-only-without-acceleration',
    title: 'Another stage than 1 is refused with accel=off, too',
    source: OWN,
    about: ['QEMU-08'],
    edits: [{ module: 'device/properties', from: "accel === 'on' && stage !== '1'", to: "stage !== '1'" }],
  },
];
