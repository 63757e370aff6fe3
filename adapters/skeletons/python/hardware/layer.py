"""The hardware: it keeps what is written and knows nothing of CMDQ-V yet. Fill in what is marked TODO."""

from __future__ import annotations

from typing import Dict

from connection import Connection, Handlers, Message

LAYER = "hardware"

# TODO: add each capability when your hardware has it: physicalMemory, observe.commands, substitute.smmu.
CAPABILITIES = ["registers"]

CMDQV_CONFIG = 0
CONFIG_OUT_OF_RESET = 0x20083  # the block is switched on: CMDQV_EN is 1
CMDQV_PARAM = 4
COMMAND_BYTES = 16
WORD = 4


class Smmu:
    """An SMMU with its CMDQ-V block. A method that raises fails the scenario, with the exception as the reason."""

    def __init__(self, connection: Connection, description: Message) -> None:
        self._connection = connection
        self.name: str = description["name"]
        # TODO: raise CannotBeBuilt if this is no SMMU of yours; replace this by the registers of your block.
        self._words: Dict[int, int] = {}
        if "cmdqv" in description:
            block = description["cmdqv"]
            self._words[CMDQV_CONFIG] = CONFIG_OUT_OF_RESET
            self._words[CMDQV_PARAM] = (
                block["version"] | block["vcmdqsLog2"] << 4 | block["vintfsLog2"] << 8 | block["sidsLog2"] << 12
            )

    def read(self, offset: int, width: int) -> int:
        # TODO: read your block.
        return sum(self._words.get(offset + at, 0) << 8 * at for at in range(0, width, WORD))

    def write(self, offset: int, width: int, value: int) -> None:
        # TODO: write to your block, and be done with all that it sets going.
        for at in range(0, width, WORD):
            self._words[offset + at] = value >> 8 * at & 0xFFFFFFFF

    def submit(self, commands: bytes) -> Message:
        # TODO: stop at a command that the SMMU's own queue does not take. This shows how a command is executed.
        for start in range(0, len(commands), COMMAND_BYTES):
            words = [int.from_bytes(commands[start + at : start + at + 8], "little") for at in (0, 8)]
            self._connection.call(
                "smmu.execute",
                {"smmu": self.name, "queue": {"kind": "smmu"}, "word0": hex(words[0]), "word1": hex(words[1])},
            )
        return {"consumed": len(commands) // COMMAND_BYTES, "error": "none"}

    def interrupt(self) -> None:
        """Tells of one edge of the CMDQ-V interrupt, and waits until it is handled. TODO: call it."""
        self._connection.call("registers.interrupt", {"smmu": self.name})


class Layer:
    """The methods of hardware, on the SMMUs of the current scenario."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._smmus: Dict[str, Smmu] = {}

    def reset(self) -> None:
        self._smmus.clear()

    def handlers(self) -> Handlers:
        return {
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
