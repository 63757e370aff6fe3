#!/usr/bin/env python3
"""Lets the conformance suite drive the SMMUs of `smmu.py`, over standard input and output."""

from __future__ import annotations

import os
import sys
from typing import Dict

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "skeletons", "python", "shared"))

from connection import Connection, Handlers, Message  # noqa: E402
from smmu import Smmu  # noqa: E402

PROTOCOL_VERSION = 2
CAPABILITIES = ("registers", "physicalMemory", "observe.commands", "substitute.smmu")


class Adapter:
    """Answers what the suite asks, from the SMMUs of the current scenario."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._smmus: Dict[str, Smmu] = {}

    def handlers(self) -> Handlers:
        return {
            "initialize": lambda _: {
                "protocolVersion": PROTOCOL_VERSION,
                "implementation": {"name": "cmdqv-hardware-python", "version": "0.1.0"},
                "layers": ["hardware"],
                "capabilities": list(CAPABILITIES),
            },
            "echo": lambda values: values,
            "reset": lambda _: self._smmus.clear(),
            "shutdown": lambda _: self._connection.stop(),
            "hardware.create": self._create,
            "registers.read": lambda p: {"value": hex(self._smmu(p).read(p["offset"], p["width"]))},
            "registers.write": lambda p: self._smmu(p).write(p["offset"], p["width"], int(p["value"], 16)),
            "registers.submit": lambda p: self._smmu(p).submit(bytes.fromhex(p["commands"])),
        }

    def _create(self, params: Message) -> None:
        smmu = Smmu(self._connection, params["smmu"])
        self._smmus[smmu.name] = smmu

    def _smmu(self, params: Message) -> Smmu:
        return self._smmus[params["smmu"]]


def main() -> None:
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what is printed is for people; standard output belongs to the protocol
    connection = Connection(sys.stdin.buffer, output)
    connection.run(Adapter(connection).handlers())


if __name__ == "__main__":
    main()
