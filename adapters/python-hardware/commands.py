"""Which commands are legal, by the clauses CMD-01 to CMD-23."""

from __future__ import annotations

from typing import List

PREFETCH_AND_CFGI = range(0x01, 0x08)
CFGI_CD, CFGI_CD_ALL, CFGI_VMS_PIDM = 0x05, 0x06, 0x07
TLBI_NH = range(0x10, 0x14)
TLBI_EL2 = range(0x20, 0x24)
TLBI_S12_VMALL, TLBI_S2_IPA, TLBI_NSNH_ALL = 0x28, 0x2A, 0x30
ATC_INV, PRI_RESP, RESUME, STALL_TERM, CMD_SYNC = 0x40, 0x41, 0x44, 0x45, 0x46

DEFINED = {
    *PREFETCH_AND_CFGI,
    *TLBI_NH,
    *TLBI_EL2,
    *(TLBI_S12_VMALL, TLBI_S2_IPA, TLBI_NSNH_ALL, ATC_INV, PRI_RESP, RESUME, STALL_TERM, CMD_SYNC),
}
# Those that can be for the Secure state alone (CMD-22).
WITH_SSEC = {*PREFETCH_AND_CFGI, RESUME, STALL_TERM}
BY_ADDRESS = {0x12, 0x13, 0x22, 0x23, TLBI_S2_IPA}
# What HYP_OWN=0 lets pass: HYP-01, HYP-02, HYP-03.
OF_GUESTS = {*TLBI_NH, ATC_INV, CMD_SYNC}


def opcode(words: List[int]) -> int:
    return words[0] & 0xFF


def is_legal(words: List[int], idr: List[int]) -> bool:
    """Whether an SMMU with these ID registers has the command."""
    op = opcode(words)
    if op not in DEFINED or op in WITH_SSEC and words[0] >> 10 & 1:
        return False
    if op == CMD_SYNC and words[0] >> 12 & 3 == 3 or op == PRI_RESP and words[1] >> 12 & 3 == 3:
        return False
    return has_what_for(op, idr) and not (op in BY_ADDRESS and idr[3] >> 10 & 1 and is_granule_alone(words, idr))


def has_what_for(op: int, idr: List[int]) -> bool:
    """CMD-21: a command is for something that the SMMU has."""
    if op in TLBI_NH or op in (CFGI_CD, CFGI_CD_ALL):
        return bool(idr[0] >> 1 & 1)  # S1P
    if op in (TLBI_S12_VMALL, TLBI_S2_IPA):
        return bool(idr[0] & 1)  # S2P
    if op in TLBI_EL2:
        return bool(idr[0] >> 9 & 1)  # Hyp
    if op == ATC_INV:
        return bool(idr[0] >> 10 & 1)  # ATS
    if op == PRI_RESP:
        return bool(idr[0] >> 16 & 1)  # PRI
    if op in (RESUME, STALL_TERM):
        return idr[0] >> 24 & 3 != 1  # STALL_MODEL
    return op != CFGI_VMS_PIDM or bool(idr[3] >> 7 & 1)  # MPAM


def is_granule_alone(words: List[int], idr: List[int]) -> bool:
    """CMD-23: TG says which granule, and neither range nor level is told."""
    granule, level = words[1] >> 10 & 3, words[1] >> 8 & 3
    if granule == 2 and level == 1 and not idr[5] >> 7 & 1:  # DS
        level = 0
    return granule != 0 and level == 0 and words[0] >> 12 & 0x1F == 0 and words[0] >> 20 & 0x3F == 0
