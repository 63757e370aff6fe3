"""Page 0 of the host's VINTF, and the window through which the guest may see it."""

from __future__ import annotations

from typing import List, Tuple

import uapi
from device.registers import PAGE_BYTES, VINTF_PAGE0, truncate
from device.session import refusing
from host import HostProcess


class HostPage:
    """The page in the VMM's address space; offsets count from its start."""

    def __init__(self, host: HostProcess, iommufd: int, offer: uapi.ViommuTegra241) -> None:
        """Maps the page (LIFE-06); raises Refusal if the kernel refuses."""
        self._host = host
        self._length = offer.out_vintf_mmap_length
        # QEMU-14
        with refusing("Tegra241 CMDQV: failed to mmap VINTF page0"):
            self._address = host.mmap(iommufd, offer.out_vintf_mmap_offset, self._length)

    def load(self, offset: int, width: int) -> int:
        return self._host.load(self._address + offset, width)

    def store(self, offset: int, width: int, value: int) -> None:
        self._host.store(self._address + offset, width, value)

    def unmap(self) -> None:
        self._host.munmap(self._address, self._length)


class Page0Window:
    """The overlay that gives the guest the host page in place of trapped VINTF page 0 (MAP-05).

    While it is there the whole page is the host's, and the access rules are the hardware's (MAP-12, ACC-15).
    """

    def __init__(self, page: HostPage) -> None:
        self._page = page
        self.installed = False

    def covers(self, offset: int, width: int) -> bool:
        return self.installed and VINTF_PAGE0 <= offset and offset + width <= VINTF_PAGE0 + PAGE_BYTES

    def load(self, offset: int, width: int) -> int:
        return self._page.load(offset - VINTF_PAGE0, width)

    def store(self, offset: int, width: int, value: int) -> None:
        self._page.store(offset - VINTF_PAGE0, width, truncate(value, width))

    def extents(self) -> List[Tuple[int, int]]:
        return [(VINTF_PAGE0, PAGE_BYTES)] if self.installed else []
