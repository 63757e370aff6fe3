"""One virtual machine, as its guest and its user see it."""

from __future__ import annotations

from typing import Callable, List, Tuple

from device import commands
from device.memory import GuestMemory
from device.smmu import AcceleratedSmmu
from device.stream_table import StreamTableEntry
from guest_bus import Refusal, VmDescription
from host import HostProcess


class VirtualMachine:
    """A VM with its RAM and without devices; the host's iommufd is opened for the first of them (LIFE-01).

    Every act is over when its method returns. `interrupt` is called once for each edge.
    """

    def __init__(self, description: VmDescription, host: HostProcess, interrupt: Callable[[], None]) -> None:
        self._memory = GuestMemory(host, description.ram)
        self._smmu = AcceleratedSmmu(host, description.cmdqv, self._memory, interrupt)
        self._ended = False

    def read(self, offset: int, width: int) -> int:
        """Before the region exists it reads 0 (LIFE-04)."""
        block = self._smmu.cmdqv_block
        return 0 if block is None else block.read(offset, width)

    def write(self, offset: int, width: int, value: int) -> None:
        block = self._smmu.cmdqv_block
        if block is not None:
            block.write(offset, width, value)

    def read_memory(self, address: int, length: int) -> bytes:
        return self._memory.read(address, length)

    def write_memory(self, address: int, data: bytes) -> None:
        self._memory.write(address, data)

    def read_smmu(self, offset: int) -> int:
        return self._smmu.read(offset)

    def write_smmu(self, offset: int, value: int) -> None:
        self._smmu.write(offset, value)

    def configure_stream(self, stream_id: int, word0: int, word1: int) -> None:
        self._smmu.store_entry(stream_id, StreamTableEntry(word0, word1))
        self._smmu.submit(commands.cfgi_ste(stream_id))

    def submit(self, command: bytes) -> None:
        self._smmu.submit(command)

    def plug(self, device: str, stream_id: int) -> None:
        self._require_running()
        self._smmu.plug(device, stream_id)

    def unplug(self, device: str) -> None:
        self._require_running()
        self._smmu.unplug(device)

    def reset(self) -> None:
        self._smmu.reset()

    def shut_down(self) -> None:
        self._ended = True
        self._smmu.shut_down()

    def settle(self) -> None:
        """Nothing is ever under way here."""

    def windows(self) -> List[Tuple[int, int]]:
        block = self._smmu.cmdqv_block
        return [] if block is None else block.windows()

    def _require_running(self) -> None:
        if self._ended:
            raise Refusal("the virtual machine has ended")
