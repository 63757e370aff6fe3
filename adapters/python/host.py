"""System calls of a VMM process, which the suite makes on its behalf."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Dict, Optional, Union

import uapi
from guest_bus import Ram
from rpc import Connection, Message

Buffer = Union[ctypes.LittleEndianStructure, bytearray]


class HostError(Exception):
    """A system call was refused; the message is the name of the errno."""


class HostProcess:
    """One process on the host. Refused system calls raise HostError."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._watched: Dict[int, Callable[[], None]] = {}

    def open(self, path: str) -> int:
        return int(self._system_call("host.open", path=path)["fd"])

    def close(self, fd: int) -> None:
        """Closes a file; that it fails changes nothing for the caller."""
        self._watched.pop(fd, None)
        self._call("host.close", fd=fd)

    def ioctl(self, fd: int, request: uapi.Request, data: Optional[Buffer] = None) -> None:
        """Issues a request; it and the buffer that its `data_uptr` points to are changed in place."""
        buffers: Dict[int, Buffer] = {uapi.ARGUMENT_ADDRESS: request}
        if data is not None:
            buffers[uapi.DATA_ADDRESS] = data
        answer = self._call(
            "host.ioctl",
            fd=fd,
            request=request.number,
            argument=hex(uapi.ARGUMENT_ADDRESS),
            memory=[
                {"address": hex(address), "bytes": bytes(buffer).hex(), "writable": True}
                for address, buffer in buffers.items()
            ],
        )
        for segment in answer["memory"]:
            _fill(buffers[int(segment["address"], 16)], bytes.fromhex(segment["bytes"]))
        _check(answer)

    def mmap(self, fd: int, offset: int, length: int) -> int:
        """Maps part of a file shared, to be read and written; returns the user address."""
        answer = self._system_call(
            "host.mmap",
            fd=fd,
            length=hex(length),
            offset=hex(offset),
            shared=True,
            protection={"read": True, "write": True, "execute": False},
        )
        return int(answer["address"], 16)

    def munmap(self, address: int, length: int) -> None:
        """Unmaps; that it fails changes nothing for the caller."""
        self._call("host.munmap", address=hex(address), length=hex(length))

    def read(self, fd: int, count: int) -> bytes:
        return bytes.fromhex(self._system_call("host.read", fd=fd, count=count)["bytes"])

    def watch(self, fd: int, handler: Callable[[], None]) -> None:
        """From now on calls `handler` when `fd` becomes readable, even while a call is being waited for."""
        self._watched[fd] = handler
        self._call("host.watch", fd=fd)

    def readable(self, fd: int) -> None:
        """The suite tells that `fd` became readable."""
        handler = self._watched.get(fd)
        if handler is not None:
            handler()

    def load(self, address: int, width: int) -> int:
        return int(self._call("host.load", address=hex(address), width=width)["value"], 16)

    def store(self, address: int, width: int, value: int) -> None:
        self._call("host.store", address=hex(address), width=width, value=hex(value))

    def allocate(self, ram: Ram) -> int:
        """Allocates process memory on the physical runs of a RAM region; returns its user address."""
        runs = [{"address": hex(address), "length": hex(length)} for address, length in ram.runs]
        return int(self._call("host.allocate", runs=runs, pageSize=hex(ram.page_size))["address"], 16)

    def read_memory(self, address: int, length: int) -> bytes:
        return bytes.fromhex(self._call("host.readMemory", address=hex(address), length=length)["bytes"])

    def write_memory(self, address: int, data: bytes) -> None:
        self._call("host.writeMemory", address=hex(address), bytes=data.hex())

    def _call(self, method: str, **params: Any) -> Any:
        return self._connection.call(method, {"process": self._name, **params})

    def _system_call(self, method: str, **params: Any) -> Any:
        return _check(self._call(method, **params))


def _check(answer: Message) -> Message:
    if answer["status"] != "OK":
        raise HostError(answer["status"])
    return answer


def _fill(buffer: Buffer, content: bytes) -> None:
    (ctypes.c_char * len(content)).from_buffer(buffer).raw = content
