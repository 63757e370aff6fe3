"""The vIOMMU's event queue, read whenever it becomes readable."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Callable

import uapi
from device.cmdqv import ErrorMap
from device.session import HostSession, refusing
from host import HostError

_RECORD_BYTES = ctypes.sizeof(uapi.VeventTegra241)


class ErrorEvents:
    """An event is taken whatever its sequence number: a gap changes nothing for the guest (EVT-03, EVT-05)."""

    def __init__(self, session: HostSession, viommu: int, deliver: Callable[[ErrorMap], None]) -> None:
        """Allocates the queue and listens (LIFE-07); raises Refusal if the kernel refuses."""
        self._session = session
        self._deliver = deliver
        request = uapi.VeventqAlloc(
            viommu_id=viommu,
            type=uapi.VEVENTQ_TYPE_TEGRA241_CMDQV,
            veventq_depth=uapi.VEVENTQ_MAX_DEPTH,
        )
        # QEMU-14
        with refusing("Tegra241 CMDQV: failed to alloc veventq"):
            session.ioctl(request)
        self._id = request.out_veventq_id
        self.fd = request.out_veventq_fd
        session.host.watch(self.fd, self._drain)

    def release(self) -> None:
        """The fd holds the queue, so it goes first (UAPI-VEQ-07, TEAR-10)."""
        self._session.host.close(self.fd)
        self._session.destroy(self._id)

    def _drain(self) -> None:
        """Takes records until one is missing or not whole: an empty queue, an error, LOST_EVENTS at its tail."""
        with suppress(HostError):  # EVT-02 to EVT-04
            while len(record := self._session.host.read(self.fd, _RECORD_BYTES)) == _RECORD_BYTES:
                event = uapi.VeventTegra241.from_buffer_copy(record)
                # EVT-06: an empty map was acknowledged before the host looked
                if event.lvcmdq_err_map0 or event.lvcmdq_err_map1:
                    self._deliver((event.lvcmdq_err_map0, event.lvcmdq_err_map1))
