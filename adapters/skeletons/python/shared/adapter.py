#!/usr/bin/env python3
"""An adapter to start from: it speaks the whole protocol. What is yours goes into `layer.py`."""

from __future__ import annotations

import sys

from connection import Connection, Handlers
from layer import CAPABILITIES, LAYER, Layer

# TODO: name your implementation.
IMPLEMENTATION = {"name": "skeleton", "version": "0.1.0"}

PROTOCOL_VERSION = 2


def handlers(connection: Connection, layer: Layer) -> Handlers:
    """The methods of the protocol: those of every adapter, and those of the layer."""
    return {
        "initialize": lambda _: {
            "protocolVersion": PROTOCOL_VERSION,
            "implementation": IMPLEMENTATION,
            "layers": [LAYER],
            "capabilities": CAPABILITIES,
        },
        "echo": lambda values: values,
        "reset": lambda _: layer.reset(),
        "shutdown": lambda _: connection.stop(),
        **layer.handlers(),
    }


def main() -> None:
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what is printed is for people; standard output belongs to the protocol
    connection = Connection(sys.stdin.buffer, output)
    connection.run(handlers(connection, Layer(connection)))


if __name__ == "__main__":
    main()
