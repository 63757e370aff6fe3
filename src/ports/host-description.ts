/** The CMDQ-V block of an SMMU, as its PARAM register will describe it. */
export interface CmdqvDescription {
  readonly version: number;
  /** log2 of the number of vCMDQs of the whole block. */
  readonly vcmdqsLog2: number;
  readonly vintfsLog2: number;
  /** log2 of the number of SID_MATCH / SID_REPLACE slots of a VINTF. */
  readonly sidsLog2: number;
}

/**
 * A physical SMMUv3: what its ID registers read and what firmware says of it, each once.
 *
 * What follows from them (that stages nest, how many VMIDs there are, which errata …) is in `src/tables/smmu`.
 */
export interface SmmuDescription {
  readonly name: string;
  /** Absent for an SMMU without the CMDQ-V extension. */
  readonly cmdqv?: CmdqvDescription;
  /** Firmware says that the SMMU's own accesses are coherent: `dma-coherent`, or the coherency flag of IORT. The host goes by it. */
  readonly firmwareCoherent: boolean;
  /** IDR0 to IDR5, as they read. */
  readonly idr: readonly [number, number, number, number, number, number];
  readonly iidr: number;
  readonly aidr: number;
}

/** A device that can be passed through. */
export interface DeviceDescription {
  readonly name: string;
  readonly smmu: string;
  /** pSIDs; a device with more or fewer than one cannot have a vDEVICE. */
  readonly streamIds: readonly number[];
  /** The device's accesses are coherent whatever the guest maps (CANWBS). */
  readonly coherent: boolean;
  /** The device has ATS, and so has its way to the SMMU, by firmware; that the SMMU has it is for IDR0.ATS to say. */
  readonly ats: boolean;
}

/** The machine under the kernel. */
export interface HostDescription {
  readonly pageSize: bigint;
  readonly smmus: readonly SmmuDescription[];
  readonly devices: readonly DeviceDescription[];
}

/** Memory of a virtual machine. */
export interface GuestRam {
  /** Guest physical address. */
  readonly address: bigint;
  readonly runs: readonly { readonly address: bigint; readonly length: bigint }[];
  /** Size of the backing pages, in bytes. */
  readonly pageSize: bigint;
}

/**
 * Properties of an SMMUv3 whose host's has to back them; one that is absent was not asked for. `auto` is what the SMMU of the
 * first device has.
 */
export interface BackedProperties {
  /** Range invalidations: IDR3.RIL. */
  readonly ril?: 'on' | 'off' | 'auto';
  /** IDR0.ATS. */
  readonly ats?: 'on' | 'off' | 'auto';
  /** Bits of an output address: IDR5.OAS. */
  readonly oas?: number | 'auto';
  /** Bits of a SubstreamID: IDR1.SSIDSIZE. */
  readonly ssidsize?: number | 'auto';
}

/** An operating system that runs in a virtual machine. */
export interface GuestSystem {
  readonly kind: 'linux';
  readonly processors: number;
}

/** A virtual machine, before anything is plugged into it. */
export interface VmDescription extends BackedProperties {
  readonly name: string;
  readonly cmdqv: 'on' | 'off' | 'auto';
  /** Names of its SMMUs, each with CMDQ-V as `cmdqv` says; one without a name where absent. */
  readonly smmus?: readonly string[];
  /** Property of its SMMUs, `on` where absent. Nothing is plugged into a machine with `off`. */
  readonly accel?: 'on' | 'off';
  /** Stages of translation that its SMMUs have, a property too: `1` where absent. */
  readonly stage?: '1' | '2' | 'nested';
  readonly ram: readonly GuestRam[];
  /** What runs in it once a device is plugged in; nothing where absent, and the suite acts in its place. */
  readonly system?: GuestSystem;
}
