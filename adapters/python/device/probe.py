"""What the host must have before a device can be attached."""

from __future__ import annotations

import ctypes
from typing import Optional

import uapi
from device.session import HostSession, refusing
from guest_bus import Refusal
from host import HostError

_AARCH64_TABLES = 2
_TWO_LEVELS = 1
_GUEST_STREAM_ID_BITS = 16
_BIG_ENDIAN_TABLES = 3
_ALL_GRANULES = 0b111
_IDR0_ATS = 1 << 10

# What the emulated block promises: its version, and log2 of its vCMDQs and of its SID slots (LIM-01).
_VERSION = 1
_LOG2VCMDQS = 1
_LOG2VSIDS = 4


def check_host_smmu(session: HostSession, device: int) -> bool:
    """Raises Refusal unless the host's SMMU can do what the emulated one promises (LIFE-02). Tells whether it has ATS."""
    info = uapi.HwInfoSmmuv3()
    request = uapi.GetHwInfo(dev_id=device, data_len=ctypes.sizeof(info), data_uptr=uapi.DATA_ADDRESS)
    with refusing("GET_HW_INFO failed"):
        session.ioctl(request, info)
    if request.data_type != uapi.HW_INFO_TYPE_ARM_SMMUV3:
        raise Refusal(f"Host SMMU: unexpected data type {request.data_type}")
    if _field(info.idr[0], 28, 27) != _TWO_LEVELS:
        raise Refusal("Host SMMU: no two-level stream tables")
    if _field(info.idr[0], 3, 2) < _AARCH64_TABLES:
        raise Refusal("Host SMMU: no AArch64 translation tables")
    if _field(info.idr[0], 22, 21) == _BIG_ENDIAN_TABLES:
        raise Refusal("Host SMMU: no little-endian translation tables")
    if _field(info.idr[1], 5, 0) < _GUEST_STREAM_ID_BITS:
        raise Refusal("Host SMMU: insufficient StreamID size")
    if _field(info.idr[5], 6, 4) != _ALL_GRANULES:
        raise Refusal("Host SMMU: not all translation granules")
    return bool(info.idr[0] & _IDR0_ATS)


def cmdqv_obstacle(session: HostSession, device: int) -> Optional[str]:
    """Why the host cannot back the emulated CMDQ-V block; None if it can (LIFE-03, QEMU-05)."""
    info = uapi.HwInfoTegra241()
    request = uapi.GetHwInfo(
        flags=uapi.HW_INFO_FLAG_INPUT_TYPE,
        dev_id=device,
        data_type=uapi.HW_INFO_TYPE_TEGRA241_CMDQV,
        data_len=ctypes.sizeof(info),
        data_uptr=uapi.DATA_ADDRESS,
    )
    try:
        session.ioctl(request, info)
    except HostError as error:
        return f"Host CMDQV: GET_HW_INFO failed: {error}"
    if request.data_type != uapi.HW_INFO_TYPE_TEGRA241_CMDQV:
        return f"Host CMDQV: unexpected data type {request.data_type}"
    if info.version != _VERSION:
        return f"Host CMDQV: unsupported version {info.version}"
    if info.log2vcmdqs < _LOG2VCMDQS:
        return f"Host CMDQV: insufficient vCMDQs log2={info.log2vcmdqs} (need >= {_LOG2VCMDQS})"
    if info.log2vsids < _LOG2VSIDS:
        return f"Host CMDQV: insufficient SIDs log2={info.log2vsids} (need >= {_LOG2VSIDS})"
    return None


def _field(value: int, high: int, low: int) -> int:
    return value >> low & (1 << high - low + 1) - 1
