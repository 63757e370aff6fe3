"""Guest RAM: regions of the VMM's memory at guest physical addresses."""

from __future__ import annotations

from typing import Iterator, List, NamedTuple, Sequence, Tuple

from guest_bus import Ram
from host import HostProcess

SMALLEST_PAGE = 4096


class _Piece(NamedTuple):
    """A part of a guest range that is RAM: its user address, and where in the range it begins and ends."""

    user: int
    start: int
    end: int


class GuestMemory:
    """What lies outside of RAM reads as 0 and stores nothing."""

    def __init__(self, host: HostProcess, ram: Sequence[Ram]) -> None:
        self._host = host
        self._regions: List[Tuple[Ram, int]] = [(region, host.allocate(region)) for region in ram]

    @property
    def page_sizes(self) -> List[int]:
        """Sizes of the pages behind RAM: what is surely contiguous for the hardware (LIM-03)."""
        return [region.page_size for region, _ in self._regions] or [SMALLEST_PAGE]

    def mappings(self) -> Iterator[Tuple[int, int, int]]:
        """(guest physical address, length, user address) of each region."""
        return ((region.address, region.length, user) for region, user in self._regions)

    def read(self, address: int, length: int) -> bytes:
        content = bytearray(length)
        for user, start, end in self._pieces(address, length):
            content[start:end] = self._host.read_memory(user, end - start)
        return bytes(content)

    def write(self, address: int, data: bytes) -> None:
        for user, start, end in self._pieces(address, len(data)):
            self._host.write_memory(user, data[start:end])

    def _pieces(self, address: int, length: int) -> Iterator[_Piece]:
        for base, size, user in self.mappings():
            start = max(address, base)
            end = min(address + length, base + size)
            if start < end:
                yield _Piece(user + start - base, start - address, end - address)
