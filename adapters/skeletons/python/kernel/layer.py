"""The kernel: it knows nothing of iommufd yet. Fill in what is marked TODO."""

from __future__ import annotations

from typing import Dict, List, Optional, Set

from connection import Connection, Handlers, Message

LAYER = "kernel"

# TODO: add host.memory when your kernel lets the physical pages of process memory be chosen.
CAPABILITIES = ["host.calls"]

DESTROY = 0x3B80


class Process:
    """A user process and its files. A method that raises fails the scenario, with the exception as the reason."""

    def __init__(self, kernel: Kernel, name: str) -> None:
        self._kernel = kernel
        self._name = name
        self._files: Set[int] = set()
        self._watched: Set[int] = set()

    def open(self, path: str) -> Message:
        # TODO: open /dev/vfio/devices/NAME for the devices of the host.
        if path != "/dev/iommu":
            return {"status": "ENOENT"}
        fd = max(self._files, default=2) + 1
        self._files.add(fd)
        return {"status": "OK", "fd": fd}

    def close(self, fd: int) -> Message:
        # TODO: free what the file holds.
        if fd not in self._files:
            return {"status": "EBADF"}
        self._files.remove(fd)
        return {"status": "OK"}

    def ioctl(self, fd: int, request: int, argument: int, memory: List[Message]) -> Message:
        # TODO: serve the requests. The structure at `argument` is in one of the pieces of `memory`, which goes back as you left it.
        if fd not in self._files:
            return {"status": "EBADF", "memory": memory}
        return {"status": "ENOENT" if request == DESTROY else "ENOTTY", "memory": memory}

    def mmap(self, fd: int, length: int, offset: int, params: Message) -> Message:
        raise NotImplementedError("TODO: map a page of the CMDQ-V block")

    def munmap(self, address: int, length: int) -> Message:
        raise NotImplementedError("TODO: take a mapping away")

    def read(self, fd: int, count: int, writable: Optional[int], position: int) -> Message:
        raise NotImplementedError("TODO: read the events of a file")

    def poll(self, fd: int) -> List[str]:
        raise NotImplementedError("TODO: tell the conditions of a file, such as POLLIN")

    def watch(self, fd: int) -> None:
        self._watched.add(fd)

    def load(self, address: int, width: int) -> int:
        raise NotImplementedError("TODO: load from a page that mmap gave")

    def store(self, address: int, width: int, value: int) -> None:
        raise NotImplementedError("TODO: store to a page that mmap gave")

    def allocate(self, runs: List[Message], page_size: int) -> int:
        raise NotImplementedError("TODO: map these physical runs, and give the user address")

    def read_memory(self, address: int, length: int) -> bytes:
        raise NotImplementedError("TODO: read process memory, with memory.read")

    def write_memory(self, address: int, content: bytes) -> None:
        raise NotImplementedError("TODO: write process memory, with memory.write")

    def readable(self, fd: int) -> None:
        """Tells that a file became readable, and waits until that is dealt with. TODO: call it."""
        if fd in self._watched:
            self._kernel.connection.call("host.readable", {"process": self._name, "fd": fd})


class Kernel:
    """The kernel of the current scenario's machine."""

    def __init__(self, connection: Connection, host: Message) -> None:
        self.connection = connection
        self.processes: Dict[str, Process] = {}
        # TODO: raise CannotBeBuilt if this is no host of yours; probe the SMMUs and the devices. This shows a register access.
        for smmu in host["smmus"]:
            if "cmdqv" in smmu:
                param = connection.call("registers.read", {"smmu": smmu["name"], "offset": 4, "width": 4})["value"]
                print(f"{smmu['name']}: CMDQV_PARAM is {param}")

    def process(self, name: str) -> Process:
        if name not in self.processes:
            self.processes[name] = Process(self, name)
        return self.processes[name]

    def interrupt(self, smmu: str) -> None:
        # TODO: handle the error interrupt of an SMMU. It comes even while a call is being waited for.
        pass


class Layer:
    """The methods of a kernel."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kernel: Optional[Kernel] = None

    def reset(self) -> None:
        self._kernel = None

    def handlers(self) -> Handlers:
        return {
            "kernel.boot": self._boot,
            "registers.interrupt": lambda p: self._booted().interrupt(p["smmu"]),
            "host.open": lambda p: self._process(p).open(p["path"]),
            "host.close": lambda p: self._process(p).close(p["fd"]),
            "host.ioctl": lambda p: self._process(p).ioctl(p["fd"], p["request"], int(p["argument"], 16), p["memory"]),
            "host.mmap": lambda p: self._process(p).mmap(p["fd"], int(p["length"], 16), int(p["offset"], 16), p),
            "host.munmap": lambda p: self._process(p).munmap(int(p["address"], 16), int(p["length"], 16)),
            "host.read": lambda p: self._process(p).read(
                p["fd"], p["count"], p.get("writable"), int(p.get("position", "0x0"), 16)
            ),
            "host.poll": lambda p: {"conditions": self._process(p).poll(p["fd"])},
            "host.watch": lambda p: self._process(p).watch(p["fd"]),
            "host.load": lambda p: {"value": hex(self._process(p).load(int(p["address"], 16), p["width"]))},
            "host.store": lambda p: self._process(p).store(int(p["address"], 16), p["width"], int(p["value"], 16)),
            "host.allocate": lambda p: {"address": hex(self._process(p).allocate(p["runs"], int(p["pageSize"], 16)))},
            "host.readMemory": lambda p: {
                "bytes": self._process(p).read_memory(int(p["address"], 16), p["length"]).hex()
            },
            "host.writeMemory": lambda p: self._process(p).write_memory(
                int(p["address"], 16), bytes.fromhex(p["bytes"])
            ),
        }

    def _boot(self, params: Message) -> Message:
        # TODO: where the driver gives up on an SMMU, answer booted=False with smmu and reason.
        self._kernel = Kernel(self._connection, params["host"])
        return {"booted": True}

    def _booted(self) -> Kernel:
        if self._kernel is None:
            raise RuntimeError("no kernel has booted")
        return self._kernel

    def _process(self, params: Message) -> Process:
        return self._booted().process(params["process"])
