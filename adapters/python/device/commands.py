"""SMMU commands that the emulated SMMU does something about."""

from __future__ import annotations

import struct

CFGI_STE = 0x03
CFGI_STE_RANGE = 0x04
CFGI_CD = 0x05
CFGI_CD_ALL = 0x06
TLBI_NH_ALL = 0x10
TLBI_NH_ASID = 0x11
TLBI_NH_VA = 0x12
TLBI_NH_VAA = 0x13
TLBI_NSNH_ALL = 0x30
ATC_INV = 0x40

# Those that the host takes, by whether they name a stream.
FORWARDED = frozenset({TLBI_NH_ALL, TLBI_NH_ASID, TLBI_NH_VA, TLBI_NH_VAA, TLBI_NSNH_ALL})
FORWARDED_OF_STREAM = frozenset({CFGI_CD, CFGI_CD_ALL, ATC_INV})
# Prefetches and CMD_SYNC: they have no part in the host. All others are illegal, those too that are for what the SMMU has
# not: stage 2, EL2, PRI, stalls, MPAM (SMMU-08, SMMU-21).
IDLE = frozenset({0x01, 0x02, 0x46})


# Prefetches and CFGI_*.
_WITH_SSEC = range(0x01, 0x07)


def is_secure(command: bytes) -> bool:
    """It is meant for a Secure stream: SSec, word 0 [10]."""
    return command[0] in _WITH_SSEC and bool(command[1] & 0x04)


def opcode(command: bytes) -> int:
    return command[0]


def stream_id(command: bytes) -> int:
    """SID, word 0 [63:32]."""
    (sid,) = struct.unpack_from("<I", command, 4)
    return int(sid)


def range_log2(command: bytes) -> int:
    """log2 of the number of StreamIDs that a CFGI_STE_RANGE covers: Range + 1, word 1 [4:0]."""
    return (command[8] & 0x1F) + 1


def cfgi_ste(sid: int) -> bytes:
    """CFGI_STE of one leaf entry."""
    leaf = 1
    return struct.pack("<IIQ", CFGI_STE, sid, leaf)
