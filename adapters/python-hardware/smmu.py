"""An SMMU: its own command queue, and the CMDQ-V block whose queues run beside it."""

from __future__ import annotations

from typing import List, Optional

from block import Block
from commands import ATC_INV, CMD_SYNC, OF_GUESTS, TLBI_NH, is_legal, opcode
from connection import Connection, Message
from vcmdq import RD_MASK, Vcmdq

COMMAND_BYTES = 16
WORD = 4
WORD_MASK = 0xFFFFFFFF
ILL_OPCODE, ABT, ATC_INV_SYNC, ILL_ACCESS = 1, 2, 3, 4
HYP_OWN = 1 << 17
VMID_SHIFT, VMID_MASK = 32, 0xFFFF
SID_SHIFT = 32
CS_MASK = 3 << 12


class Smmu:
    """A method that raises fails the scenario, with the exception as the reason."""

    def __init__(self, connection: Connection, description: Message) -> None:
        self._connection = connection
        self.name: str = description["name"]
        self._idr: List[int] = description["idr"]
        self._block = Block(description["cmdqv"]) if "cmdqv" in description else None
        self._timed_out = False

    def read(self, offset: int, width: int) -> int:
        if self._block is None:
            return 0
        return sum(self._block.read(offset + at) << 8 * at for at in range(0, width, WORD))

    def write(self, offset: int, width: int, value: int) -> None:
        """Returns when all is done that it set going."""
        if self._block is None:
            return
        for at in range(0, width, WORD):
            self._block.write(offset + at, value >> 8 * at & WORD_MASK)
        for number in range(len(self._block.queues)):
            self._run(self._block, number)

    def submit(self, commands: bytes) -> Message:
        """The SMMU's own queue: every legal command is executed as it is."""
        count = len(commands) // COMMAND_BYTES
        for done in range(count):
            words = words_of(commands[COMMAND_BYTES * done :])
            if not is_legal(words, self._idr):
                return {"consumed": done, "error": "illegal"}
            if opcode(words) == CMD_SYNC:
                self._forget_stale_timeouts()
                if self._timed_out:
                    self._timed_out = False
                    return {"consumed": done, "error": "timeout"}
            if self._execute(words, {"kind": "smmu"}):
                self._timed_out = True
        return {"consumed": count, "error": "none"}

    def _run(self, block: Block, number: int) -> None:
        """Executes in order from RD to WR (CQ-05), until the queue is empty or stops."""
        queue = block.queues[number]
        while block.runs(number):
            index = queue.cons & queue.index_mask
            if index == queue.prod & queue.index_mask:
                queue.cons &= RD_MASK  # an error that was acknowledged is gone
                return
            fetched = self._connection.call(
                "memory.read", {"address": hex(queue.entry_address(index)), "length": COMMAND_BYTES}
            )
            error = self._take(block, number, words_of(bytes.fromhex(fetched["bytes"]))) if "bytes" in fetched else ABT
            if error is not None:
                queue.fail(error)
                self._interrupt(block, number)
                return
            queue.cons = index + 1 & queue.index_mask

    def _take(self, block: Block, number: int, words: List[int]) -> Optional[int]:
        """Executes a command of a vCMDQ, or tells the error that stops the queue at it."""
        queue, place = block.queues[number], block.place(number)
        assert place is not None
        if not is_legal(words, self._idr):
            return ILL_OPCODE
        if not block.vintfs[place.vintf] & HYP_OWN and not confined(block, place.vintf, words):
            return ILL_ACCESS
        if opcode(words) == CMD_SYNC:
            if words[0] & CS_MASK:
                return ILL_OPCODE  # a vCMDQ signals by CONS_INDX alone (HYP-06)
            if queue.timed_out:
                queue.timed_out = False
                return ATC_INV_SYNC
        source = {"kind": "vcmdq", "index": number, "vintf": place.vintf, "lvcmdq": place.slot}
        if self._execute(words, source):
            queue.timed_out = True
        return None

    def _execute(self, words: List[int], source: Message) -> bool:
        """Hands a command to the SMMU; tells whether it timed out."""
        params = {"smmu": self.name, "queue": source, "word0": hex(words[0]), "word1": hex(words[1])}
        return self._connection.call("smmu.execute", params)["outcome"] == "atcTimeout"

    def _interrupt(self, block: Block, number: int) -> None:
        """One edge for each new error (GERR-09), unless its VINTF is masked (PHYS-15)."""
        place = block.place(number)
        if place is not None and block.interrupts(place.vintf):
            self._connection.call("registers.interrupt", {"smmu": self.name})

    def _forget_stale_timeouts(self) -> None:
        """What a queue that is disabled was told is not its next owner's to hear of (RST-02, ISO-08)."""
        queues: List[Vcmdq] = [] if self._block is None else self._block.queues
        for queue in queues:
            queue.timed_out = queue.timed_out and bool(queue.config)


def confined(block: Block, vintf: int, words: List[int]) -> bool:
    """Puts the VM's own VMID and StreamID into a guest's command (SIDR-01, SIDR-02); False if it is forbidden (HYP-04, SIDR-03)."""
    op = opcode(words)
    if op in TLBI_NH:
        vmid = block.vintfs[vintf] >> 1 & VMID_MASK
        words[0] = words[0] & ~(VMID_MASK << VMID_SHIFT) | vmid << VMID_SHIFT
    if op == ATC_INV:
        for match, replacement in zip(block.matches[vintf], block.replacements[vintf]):
            if match & 1 and match >> 1 == words[0] >> SID_SHIFT:
                words[0] = words[0] & WORD_MASK | replacement << SID_SHIFT
                return True
        return False
    return op in OF_GUESTS


def words_of(command: bytes) -> List[int]:
    return [int.from_bytes(command[at : at + 8], "little") for at in (0, 8)]
