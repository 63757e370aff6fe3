"""The seam between the adapter and the implementation: what a virtual machine must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Protocol, Tuple


class Refusal(Exception):
    """The VMM does not do what its user asked for; the message tells the user why."""


@dataclass(frozen=True)
class Ram:
    """A region of guest RAM and the physical runs behind it, as (address, length)."""

    address: int
    runs: Tuple[Tuple[int, int], ...]
    page_size: int

    @property
    def length(self) -> int:
        return sum(length for _, length in self.runs)


@dataclass(frozen=True)
class VmDescription:
    """A virtual machine before anything is plugged in; `cmdqv` is "on", "off" or "auto"."""

    name: str
    cmdqv: str
    ram: Tuple[Ram, ...]

    @classmethod
    def from_json(cls, vm: Dict[str, Any]) -> VmDescription:
        return cls(vm["name"], vm["cmdqv"], tuple(_ram(region) for region in vm["ram"]))


def _ram(region: Dict[str, Any]) -> Ram:
    runs: Iterable[Dict[str, str]] = region["runs"]
    return Ram(
        address=int(region["address"], 16),
        runs=tuple((int(run["address"], 16), int(run["length"], 16)) for run in runs),
        page_size=int(region["pageSize"], 16),
    )


class GuestBus(Protocol):
    """One virtual machine with one emulated SMMUv3 and its CMDQ-V block.

    Offsets of `read` and `write` count from the start of the CMDQ-V region; `width` is in bytes.
    """

    def read(self, offset: int, width: int) -> int: ...

    def write(self, offset: int, width: int, value: int) -> None: ...

    def read_memory(self, address: int, length: int) -> bytes: ...

    def write_memory(self, address: int, data: bytes) -> None: ...

    def read_smmu(self, offset: int) -> int: ...

    def write_smmu(self, offset: int, value: int) -> None: ...

    def configure_stream(self, stream_id: int, word0: int, word1: int) -> None:
        """The guest stores a Stream Table Entry and issues CFGI_STE for it."""

    def submit(self, command: bytes) -> None:
        """The guest puts one 16-byte command on the emulated SMMU's own queue."""

    def plug(self, device: str, stream_id: int) -> None:
        """Raises Refusal if the device cannot be plugged in."""

    def unplug(self, device: str) -> None:
        """Raises Refusal if the device must stay."""

    def reset(self) -> None: ...

    def shut_down(self) -> None: ...

    def settle(self) -> None:
        """Returns when everything set off so far, interrupts included, has been told."""

    def windows(self) -> List[Tuple[int, int]]:
        """The parts of the region that are host pages now, as (offset, length)."""
