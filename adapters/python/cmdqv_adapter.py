#!/usr/bin/env python3
"""Lets the conformance suite drive the device layer in `device/`, over standard input and output."""

from __future__ import annotations

import sys
from typing import Callable, Dict

from device.vm import VirtualMachine
from guest_bus import GuestBus, Refusal, VmDescription
from host import HostProcess
from rpc import Connection, Message

PROTOCOL_VERSION = 1
CAPABILITIES = (
    "guest.mmio",
    "guest.memory",
    "guest.smmu",
    "guest.devices",
    "guest.reset",
    "twoVms",
    "observe.interrupts",
    "observe.windows",
)


class Adapter:
    """Answers what the suite asks, from the virtual machines of the current scenario."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._machines: Dict[str, GuestBus] = {}
        self._processes: Dict[str, HostProcess] = {}
        connection.serve(
            {
                "initialize": self._initialize,
                "echo": lambda values: values,
                "reset": self._reset,
                "shutdown": lambda _: connection.stop(),
                "device.start": self._start,
                "host.readable": lambda p: self._processes[p["process"]].readable(p["fd"]),
                "guest.read": lambda p: {"value": hex(self._vm(p).read(p["offset"], p["width"]))},
                "guest.write": lambda p: self._vm(p).write(p["offset"], p["width"], _u64(p["value"])),
                "guest.readMemory": self._read_memory,
                "guest.writeMemory": lambda p: self._vm(p).write_memory(_u64(p["address"]), bytes.fromhex(p["bytes"])),
                "guest.readSmmu": lambda p: {"value": self._vm(p).read_smmu(p["offset"])},
                "guest.writeSmmu": lambda p: self._vm(p).write_smmu(p["offset"], p["value"]),
                "guest.configureStream": self._configure_stream,
                "guest.submit": lambda p: self._vm(p).submit(bytes.fromhex(p["command"])),
                "guest.plug": lambda p: _accepted(lambda: self._vm(p).plug(p["device"], p["streamId"])),
                "guest.unplug": lambda p: _accepted(lambda: self._vm(p).unplug(p["device"])),
                "guest.reset": lambda p: self._vm(p).reset(),
                "guest.shutDown": lambda p: self._vm(p).shut_down(),
                "guest.settle": lambda p: self._vm(p).settle(),
                "guest.windows": self._windows,
            }
        )

    def _initialize(self, _: Message) -> Message:
        return {
            "protocolVersion": PROTOCOL_VERSION,
            "implementation": {"name": "Python device model", "version": "1.0.0"},
            "layers": ["device"],
            "capabilities": list(CAPABILITIES),
        }

    def _reset(self, _: Message) -> None:
        self._machines.clear()
        self._processes.clear()

    def _start(self, params: Message) -> None:
        description = VmDescription.from_json(params["vm"])
        name = description.name
        host = self._processes[name] = HostProcess(self._connection, name)
        self._machines[name] = VirtualMachine(
            description, host, interrupt=lambda: self._connection.notify("guest.interrupt", {"vm": name})
        )

    def _read_memory(self, params: Message) -> Message:
        return {"bytes": self._vm(params).read_memory(_u64(params["address"]), params["length"]).hex()}

    def _configure_stream(self, params: Message) -> None:
        self._vm(params).configure_stream(params["streamId"], _u64(params["word0"]), _u64(params["word1"]))

    def _windows(self, params: Message) -> Message:
        return {"windows": [{"offset": offset, "length": length} for offset, length in self._vm(params).windows()]}

    def _vm(self, params: Message) -> GuestBus:
        return self._machines[params["vm"]]


def _u64(text: str) -> int:
    return int(text, 16)


def _accepted(request: Callable[[], None]) -> Message:
    try:
        request()
    except Refusal as refusal:
        return {"ok": False, "message": str(refusal)}
    return {"ok": True}


def main() -> None:
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what an implementation prints is for people, not part of the protocol
    connection = Connection(sys.stdin.buffer, output, events=frozenset({"host.readable"}))
    Adapter(connection)
    connection.run()


if __name__ == "__main__":
    main()
