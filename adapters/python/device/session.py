"""The VM's one iommufd, with its I/O address space and the stage-2 table over it."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import Iterator, Optional

import uapi
from device.memory import GuestMemory
from guest_bus import Refusal
from host import Buffer, HostError, HostProcess

_ALL_RAM = uapi.IOAS_MAP_FIXED_IOVA | uapi.IOAS_MAP_READABLE | uapi.IOAS_MAP_WRITEABLE


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """A system call that fails inside makes the VMM refuse, with `what` in front of the reason."""
    try:
        yield
    except HostError as error:
        raise Refusal(f"{what}: {error}") from error


class HostSession:
    """All guest RAM at its guest physical address in one IOAS (ISO-01); the VINTF page never is (P0-05)."""

    def __init__(self, host: HostProcess, memory: GuestMemory) -> None:
        """Opens the iommufd; raises Refusal, and leaves nothing open, if the kernel refuses."""
        self.host = host
        self._stage2: Optional[int] = None
        with ExitStack() as undo:
            with refusing(f"cannot open {uapi.IOMMU_PATH}"):
                self.fd = host.open(uapi.IOMMU_PATH)
            undo.callback(host.close, self.fd)
            ioas = uapi.IoasAlloc()
            with refusing("IOAS_ALLOC failed"):
                self.ioctl(ioas)
            self._ioas = ioas.out_ioas_id
            undo.callback(self.destroy, self._ioas)
            for address, length, user in memory.mappings():
                with refusing("IOAS_MAP failed"):
                    self.ioctl(
                        uapi.IoasMap(flags=_ALL_RAM, ioas_id=self._ioas, user_va=user, length=length, iova=address)
                    )
            undo.pop_all()

    def ioctl(self, request: uapi.Request, data: Optional[Buffer] = None) -> None:
        self.host.ioctl(self.fd, request, data)

    def stage2(self, device: int) -> int:
        """The nest-parent HWPT, allocated for the device that asks first."""
        if self._stage2 is None:
            request = uapi.HwptAlloc(flags=uapi.HWPT_ALLOC_NEST_PARENT, dev_id=device, pt_id=self._ioas)
            with refusing("HWPT_ALLOC failed"):
                self.ioctl(request)
            self._stage2 = request.out_hwpt_id
        return self._stage2

    def destroy(self, object_id: int) -> None:
        """Destroys an object; one that the kernel keeps cannot be helped."""
        with suppress(HostError):
            self.ioctl(uapi.Destroy(id=object_id))

    def end(self) -> None:
        """Gives everything back, when no device and no vIOMMU is left (UAPI-DES-04)."""
        if self._stage2 is not None:
            self.destroy(self._stage2)
        self.destroy(self._ioas)
        self.host.close(self.fd)
