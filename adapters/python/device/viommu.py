"""The kernel's part of the emulated SMMU: one vIOMMU for all devices behind it."""

from __future__ import annotations

import ctypes
from typing import Dict, Optional, Tuple

import uapi
from device.session import HostSession, refusing
from device.stream_table import ABORT_ENTRY, BYPASS_ENTRY, StreamTableEntry, Treatment
from host import HostError


class Viommu:
    """A vIOMMU and the HWPTs for its untranslated streams (LIFE-09, LIFE-15)."""

    def __init__(self, session: HostSession, viommu_id: int, founder: int) -> None:
        self._session = session
        self.id = viommu_id
        # dev_id of the device that it was allocated with
        self.founder = founder
        self._untranslated: Dict[Treatment, int] = {}

    @classmethod
    def plain(cls, session: HostSession, device: int, stage2: int) -> Viommu:
        """Allocates one without CMDQ-V (QEMU-03)."""
        request = uapi.ViommuAlloc(type=uapi.VIOMMU_TYPE_ARM_SMMUV3, dev_id=device, hwpt_id=stage2)
        with refusing(f"Unable to alloc vIOMMU: hiodi devid {device}"):  # QEMU-14
            session.ioctl(request)
        return cls(session, request.out_viommu_id, device)

    @classmethod
    def on_vintf(cls, session: HostSession, device: int, stage2: int) -> Tuple[Viommu, uapi.ViommuTegra241]:
        """Allocates one on a VINTF of its own; also tells where its page 0 can be mapped (LIFE-05)."""
        offer = uapi.ViommuTegra241()
        request = uapi.ViommuAlloc(
            type=uapi.VIOMMU_TYPE_TEGRA241_CMDQV,
            dev_id=device,
            hwpt_id=stage2,
            data_len=ctypes.sizeof(offer),
            data_uptr=uapi.DATA_ADDRESS,
        )
        with refusing(f"Unable to alloc vIOMMU: hiodi devid {device}"):  # QEMU-14
            session.ioctl(request, offer)
        return cls(session, request.out_viommu_id, device), offer

    def prepare(self) -> None:
        """Allocates the HWPTs for untranslated streams (LIFE-09)."""
        for treatment, entry in ((Treatment.ABORT, ABORT_ENTRY), (Treatment.BYPASS, BYPASS_ENTRY)):
            with refusing(f"Unable to alloc {treatment.value} HWPT"):
                self._untranslated[treatment] = self.allocate_nested(self.founder, entry)

    def untranslated(self, treatment: Treatment) -> int:
        """The HWPT for streams that abort or bypass."""
        return self._untranslated[treatment]

    def allocate_nested(self, device: int, entry: StreamTableEntry) -> int:
        """Allocates a nested HWPT from a Stream Table Entry; raises HostError."""
        data = entry.to_host()
        request = uapi.HwptAlloc(
            dev_id=device,
            pt_id=self.id,
            data_type=uapi.HWPT_DATA_ARM_SMMUV3,
            data_len=ctypes.sizeof(data),
            data_uptr=uapi.DATA_ADDRESS,
        )
        self._session.ioctl(request, data)
        return request.out_hwpt_id

    def allocate_vdevice(self, device: int, stream_id: int) -> Optional[int]:
        """Allocates the vDEVICE that maps the StreamID to the device; None if the kernel refuses (LIFE-12)."""
        request = uapi.VdeviceAlloc(viommu_id=self.id, dev_id=device, virt_id=stream_id)
        try:
            self._session.ioctl(request)
        except HostError:
            return None
        return request.out_vdevice_id

    def allocate_queue(self, index: int, address: int, length: int) -> Optional[int]:
        """Allocates the hw_queue behind a vCMDQ; None if the kernel refuses."""
        request = uapi.HwQueueAlloc(
            viommu_id=self.id,
            type=uapi.HW_QUEUE_TYPE_TEGRA241_CMDQV,
            index=index,
            nesting_parent_iova=address,
            length=length,
        )
        try:
            self._session.ioctl(request)
        except HostError:
            return None
        return request.out_hw_queue_id

    def destroy_queue(self, hw_queue: int) -> None:
        self._session.destroy(hw_queue)

    def invalidate(self, command: bytes) -> bool:
        """Hands one invalidation command to the host; False if it refuses (TRAP-02, SMMU-08)."""
        request = uapi.HwptInvalidate(
            hwpt_id=self.id,
            data_uptr=uapi.DATA_ADDRESS,
            data_type=uapi.HWPT_INVALIDATE_DATA_ARM_SMMUV3,
            entry_len=len(command),
            entry_num=1,
        )
        try:
            self._session.ioctl(request, bytearray(command))
        except HostError:
            return False
        return True

    def release(self) -> None:
        """Gives the vIOMMU back; whatever else was allocated on it must be gone (TEAR-10)."""
        for hwpt in reversed(list(self._untranslated.values())):
            self._session.destroy(hwpt)
        self._session.destroy(self.id)
