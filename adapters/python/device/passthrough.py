"""A VFIO device in the VM's iommufd, with the objects that belong to it alone."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Optional

import uapi
from device.session import HostSession, refusing
from device.stream_table import StreamTableEntry
from device.viommu import Viommu
from host import HostError


class PassthroughDevice:
    """A device that the guest knows by `stream_id`, its vSID."""

    def __init__(self, session: HostSession, name: str, stream_id: int) -> None:
        """Opens the device and binds it; raises Refusal, and leaves nothing open, if the kernel refuses."""
        self._session = session
        self.name = name
        self.stream_id = stream_id
        # The Stream Table Entry that the last CFGI_STE for the stream found.
        self.configured: Optional[StreamTableEntry] = None
        self._vdevice: Optional[int] = None
        self._nested: Optional[int] = None
        path = uapi.VFIO_PATH.format(name)
        with ExitStack() as undo:
            with refusing(f"cannot open {path}"):
                self.fd = session.host.open(path)
            undo.callback(self.close)
            bind = uapi.BindIommufd(iommufd=session.fd)
            with refusing("VFIO_DEVICE_BIND_IOMMUFD failed"):
                session.host.ioctl(self.fd, bind)
            self.id = bind.out_devid
            undo.pop_all()

    @property
    def mapped(self) -> bool:
        """The stream is mapped to the device: commands that name it can be forwarded (TRAP-02)."""
        return self._vdevice is not None

    def map(self, viommu: Viommu) -> None:
        """Allocates the vDEVICE unless there is one (LIFE-12)."""
        if self._vdevice is None:
            self._vdevice = viommu.allocate_vdevice(self.id, self.stream_id)

    def attach(self, hwpt: int) -> bool:
        """Attaches a HWPT that others own, and frees the device's nested one; False if the kernel refuses."""
        try:
            self._attach(hwpt)
        except HostError:
            return False
        self._keep_nested(None)
        return True

    def demand_attach(self, hwpt: int) -> None:
        """As `attach`; raises Refusal if the kernel refuses."""
        with refusing(f"Unable to attach {self.name}"):
            self._attach(hwpt)
        self._keep_nested(None)

    def translate(self, viommu: Viommu, entry: StreamTableEntry) -> bool:
        """Attaches a new nested HWPT made of the entry; False if the kernel refuses, and the old one stays."""
        try:
            hwpt = viommu.allocate_nested(self.id, entry)
        except HostError:
            return False
        try:
            self._attach(hwpt)
        except HostError:
            self._session.destroy(hwpt)
            return False
        self._keep_nested(hwpt)
        return True

    def release(self, stage2: int) -> None:
        """Gives the device back: off its nested HWPT first (TEAR-08, VSID-17); at the latest, closing takes it off."""
        self.attach(stage2)
        if self._vdevice is not None:
            self._session.destroy(self._vdevice)
            self._vdevice = None
        self.close()
        self._keep_nested(None)

    def close(self) -> None:
        self._session.host.close(self.fd)

    def _attach(self, hwpt: int) -> None:
        self._session.host.ioctl(self.fd, uapi.AttachIommufdPt(pt_id=hwpt))

    def _keep_nested(self, hwpt: Optional[int]) -> None:
        old, self._nested = self._nested, hwpt
        if old is not None:
            self._session.destroy(old)
