"""The device: it knows nothing of CMDQ-V yet. Fill in what is marked TODO."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from connection import Connection, Handlers, Message

LAYER = "device"

# TODO: add each capability when your device has it:
# guest.memory, guest.smmu, guest.reset, twoVms, observe.interrupts, observe.windows.
CAPABILITIES = ["guest.mmio", "guest.devices"]

REGION_BYTES = 0x50000


class VirtualMachine:
    """One virtual machine: an emulated SMMUv3, its CMDQ-V block, and the devices behind it.

    A method that raises fails the scenario, with the exception as the reason.
    """

    def __init__(self, connection: Connection, description: Message) -> None:
        self._connection = connection
        self.name: str = description["name"]
        # TODO: raise CannotBeBuilt if this is no machine of yours; allocate the RAM in description["ram"] with host.allocate;
        # description["cmdqv"] is "on", "off" or "auto".
        # TODO: replace this by the registers of your device.
        self._registers = bytearray(REGION_BYTES)

    def read(self, offset: int, width: int) -> int:
        # TODO: read your device.
        return int.from_bytes(self._registers[offset : offset + width], "little")

    def write(self, offset: int, width: int, value: int) -> None:
        # TODO: write to your device.
        if offset + width <= REGION_BYTES:
            self._registers[offset : offset + width] = value.to_bytes(8, "little")[:width]

    def read_memory(self, address: int, length: int) -> bytes:
        raise NotImplementedError("TODO: read guest RAM, with host.readMemory")

    def write_memory(self, address: int, content: bytes) -> None:
        raise NotImplementedError("TODO: write guest RAM, with host.writeMemory")

    def read_smmu(self, offset: int) -> int:
        raise NotImplementedError("TODO: read a register of the emulated SMMU")

    def write_smmu(self, offset: int, value: int) -> None:
        raise NotImplementedError("TODO: write a register of the emulated SMMU")

    def configure_stream(self, stream_id: int, word0: int, word1: int) -> None:
        raise NotImplementedError("TODO: store the Stream Table Entry and execute CFGI_STE")

    def submit(self, command: bytes) -> None:
        raise NotImplementedError("TODO: execute the command of the emulated SMMU's own queue")

    def plug(self, device: str, stream_id: int) -> Message:
        # TODO: bind and attach the device. This shows a system call.
        opened = self._host("open", path="/dev/iommu")
        if opened["status"] != "OK":
            return {"ok": False, "message": f"cannot open /dev/iommu: {opened['status']}"}
        print(f"{device} is plugged into {self.name}; /dev/iommu is fd {opened['fd']}")
        return {"ok": True}

    def unplug(self, device: str) -> Message:
        # TODO: detach the device.
        return {"ok": False, "message": "unplugging is not implemented"}

    def reset(self) -> None:
        raise NotImplementedError("TODO: system reset")

    def shut_down(self) -> None:
        # TODO: end as the VMM ends: unmap what is mapped, close every file.
        pass

    def settle(self) -> None:
        # TODO: wait until everything that was set off is over, if your device has threads.
        pass

    def windows(self) -> List[Tuple[int, int]]:
        # TODO: (offset, length) of each part of the region that is a host page now.
        return []

    def readable(self, fd: int) -> None:
        # TODO: read the file, named in a host.watch before. It runs even while a call is being waited for.
        pass

    def _host(self, call: str, **params: Any) -> Message:
        """Makes a system call in the process of this VM."""
        result: Message = self._connection.call(f"host.{call}", {"process": self.name, **params})
        return result

    def _interrupt(self) -> None:
        """Tells of one edge of the CMDQ-V interrupt. TODO: call it."""
        self._connection.notify("guest.interrupt", {"vm": self.name})


class Layer:
    """The methods of a device, on the machines of the current scenario."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._machines: Dict[str, VirtualMachine] = {}

    def reset(self) -> None:
        self._machines.clear()

    def handlers(self) -> Handlers:
        return {
            "device.start": self._start,
            "host.readable": lambda p: self._machines[p["process"]].readable(p["fd"]),
            "guest.read": lambda p: {"value": hex(self._vm(p).read(p["offset"], p["width"]))},
            "guest.write": lambda p: self._vm(p).write(p["offset"], p["width"], int(p["value"], 16)),
            "guest.readMemory": lambda p: {"bytes": self._vm(p).read_memory(int(p["address"], 16), p["length"]).hex()},
            "guest.writeMemory": lambda p: self._vm(p).write_memory(int(p["address"], 16), bytes.fromhex(p["bytes"])),
            "guest.readSmmu": lambda p: {"value": self._vm(p).read_smmu(p["offset"])},
            "guest.writeSmmu": lambda p: self._vm(p).write_smmu(p["offset"], p["value"]),
            "guest.configureStream": lambda p: self._vm(p).configure_stream(
                p["streamId"], int(p["word0"], 16), int(p["word1"], 16)
            ),
            "guest.submit": lambda p: self._vm(p).submit(bytes.fromhex(p["command"])),
            "guest.plug": lambda p: self._vm(p).plug(p["device"], p["streamId"]),
            "guest.unplug": lambda p: self._vm(p).unplug(p["device"]),
            "guest.reset": lambda p: self._vm(p).reset(),
            "guest.shutDown": lambda p: self._vm(p).shut_down(),
            "guest.settle": lambda p: self._vm(p).settle(),
            "guest.windows": lambda p: {
                "windows": [{"offset": offset, "length": length} for offset, length in self._vm(p).windows()]
            },
        }

    def _start(self, params: Message) -> None:
        vm = VirtualMachine(self._connection, params["vm"])
        self._machines[vm.name] = vm

    def _vm(self, params: Message) -> VirtualMachine:
        return self._machines[params["vm"]]
