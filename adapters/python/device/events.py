"""Event queues of the vIOMMU, each read whenever it becomes readable."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Callable

import uapi
from device.session import HostSession
from host import HostError

_HEADER_BYTES = ctypes.sizeof(uapi.VeventHeader)


class HostEvents:
    """An event is taken whatever its sequence number: a gap changes nothing for the guest (EVT-03, EVT-05, SMMU-13)."""

    def __init__(
        self, session: HostSession, request: uapi.VeventqAlloc, payload_bytes: int, deliver: Callable[[bytes], None]
    ) -> None:
        """Allocates the queue and listens; raises HostError if the kernel refuses."""
        self._session = session
        self._record_bytes = _HEADER_BYTES + payload_bytes
        self._deliver = deliver
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
            while len(record := self._session.host.read(self.fd, self._record_bytes)) == self._record_bytes:
                self._deliver(record[_HEADER_BYTES:])
