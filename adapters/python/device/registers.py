"""The CMDQ-V region as a guest sees it: one VINTF, two vCMDQs, sixteen SID slots."""

from __future__ import annotations

from enum import Enum
from typing import Dict, Iterator, NamedTuple, Optional, Tuple

PAGE_BYTES = 0x10000
SLOT_STRIDE = 0x80
QUEUES = 2
SID_SLOTS = 16

# Pages of the region. The direct aperture and VINTF 0's reach the same slots (MAP-09).
DIRECT_PAGE0 = 0x10000
DIRECT_PAGE1 = 0x20000
VINTF_PAGE0 = 0x30000
VINTF_PAGE1 = 0x40000


def _array(offset: int, count: int) -> Tuple[int, ...]:
    return tuple(offset + 4 * index for index in range(count))


# Config page.
CMDQV_CONFIG = 0x0000
CMDQV_PARAM = 0x0004
CMDQV_STATUS = 0x0008
VI_ERR_MAP = _array(0x0014, 2)
VI_INT_MASK = _array(0x001C, 2)
CMDQ_ERR_MAP = _array(0x0024, 4)
CMDQ_ALLOC_MAP = _array(0x0200, QUEUES)
VINTF_CONFIG = 0x1000
VINTF_STATUS = 0x1004
SID_MATCH = _array(0x1040, SID_SLOTS)
SID_REPLACE = _array(0x1080, SID_SLOTS)
LVCMDQ_ERR_MAP = _array(0x10C0, 4)

# Page 0 of a vCMDQ slot: control and status.
CONS_INDX = 0x00
PROD_INDX = 0x04
CONFIG = 0x08
STATUS = 0x0C
GERROR = 0x10
GERRORN = 0x14

# Page 1 of a vCMDQ slot: addresses, 64 bits each.
BASE = 0x00
CONS_INDX_BASE_DRAM = 0x08

# Bits.
CMDQV_EN = 1 << 0
CMDQV_ENABLED = 1 << 0
ALLOC = 1 << 0
VINTF_ENABLE = 1 << 0
VINTF_HYP_OWN = 1 << 17
VINTF_ENABLE_OK = 1 << 0
CMDQ_EN = 1 << 0
CMDQ_EN_OK = 1 << 0
CMDQ_INIT_ERR = 1 << 2
BASE_LOG2SIZE = 0x1F
BASE_ADDR = 0x0000_FFFF_FFFF_FFE0

# Values after reset, of every register there is.
CONFIG_PAGE_RESET: Dict[int, int] = {
    **dict.fromkeys(
        (
            *VI_ERR_MAP,
            *VI_INT_MASK,
            *CMDQ_ERR_MAP,
            *CMDQ_ALLOC_MAP,
            VINTF_CONFIG,
            VINTF_STATUS,
            *SID_MATCH,
            *SID_REPLACE,
            *LVCMDQ_ERR_MAP,
        ),
        0,
    ),
    CMDQV_CONFIG: 0x0002_0083,
    CMDQV_PARAM: 0x0000_4011,
    CMDQV_STATUS: CMDQV_ENABLED,
}
QUEUE_CONTROL_RESET: Dict[int, int] = dict.fromkeys((CONS_INDX, PROD_INDX, CONFIG, STATUS, GERROR, GERRORN), 0)
QUEUE_ADDRESS_RESET: Dict[int, int] = dict.fromkeys((BASE, CONS_INDX_BASE_DRAM), 0)

_READ_ONLY_CONFIG = {CMDQV_PARAM, CMDQV_STATUS, *VI_ERR_MAP, *CMDQ_ERR_MAP, VINTF_STATUS, *LVCMDQ_ERR_MAP}
_READ_ONLY_CONTROL = {STATUS, GERROR}


class Page(Enum):
    """What kind of register an address reaches."""

    CONFIG = "config"
    CONTROL = "vCMDQ page 0"
    ADDRESS = "vCMDQ page 1"


class Register(NamedTuple):
    """A register, or one half of a 64-bit one; `offset` counts from its page or slot."""

    page: Page
    slot: int
    offset: int
    size: int
    writable: bool = True
    high_half: bool = False


def _registers() -> Iterator[Tuple[int, Register]]:
    for offset in CONFIG_PAGE_RESET:
        yield offset, Register(Page.CONFIG, 0, offset, 4, offset not in _READ_ONLY_CONFIG)
    for slot in range(QUEUES):
        start = slot * SLOT_STRIDE
        for page0 in (DIRECT_PAGE0, VINTF_PAGE0):
            for offset in QUEUE_CONTROL_RESET:
                yield page0 + start + offset, Register(Page.CONTROL, slot, offset, 4, offset not in _READ_ONLY_CONTROL)
        for page1 in (DIRECT_PAGE1, VINTF_PAGE1):
            for offset in QUEUE_ADDRESS_RESET:
                yield page1 + start + offset, Register(Page.ADDRESS, slot, offset, 8)
                yield page1 + start + offset, Register(Page.ADDRESS, slot, offset, 4)
                yield page1 + start + offset + 4, Register(Page.ADDRESS, slot, offset, 4, high_half=True)


_NARROW = {offset: register for offset, register in _registers() if register.size == 4}
_WIDE = {offset: register for offset, register in _registers() if register.size == 8}


def read_target(offset: int, width: int) -> Optional[Register]:
    """The register that a trapped read reaches; None where it reads 0 (ACC-02, ACC-03, ACC-07, ACC-09 to ACC-12)."""
    if width < 4 or offset % width != 0:
        return None
    wide = _WIDE.get(offset) if width == 8 else None
    return wide or _NARROW.get(offset)


def write_target(offset: int, width: int) -> Optional[Register]:
    """The register that a trapped write changes; None where it is dropped (also ACC-05: too wide, ACC-13: read-only)."""
    register = read_target(offset, width)
    return register if register is not None and register.writable and width <= register.size else None


def truncate(value: int, width: int) -> int:
    """The low `width` bytes of a value."""
    return value & ((1 << 8 * width) - 1)
