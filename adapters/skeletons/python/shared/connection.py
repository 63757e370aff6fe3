"""The protocol's lines: nothing in here has to change."""

from __future__ import annotations

import itertools
import json
import traceback
from collections import deque
from typing import Any, BinaryIO, Callable, Dict

Message = Dict[str, Any]
Handlers = Dict[str, Callable[[Message], Any]]

IMPLEMENTATION_ERROR = -32000
CANNOT_BE_BUILT = -32001
UNKNOWN_METHOD = -32601


class CallFailed(Exception):
    """The suite could not do what it was asked for."""


class Disconnected(Exception):
    """The suite closed its end."""


class CannotBeBuilt(Exception):
    """The layer cannot be what it is asked to be; raised where it is made, the scenario does not apply to it."""


class Connection:
    """JSON-RPC 2.0 in lines. Requests are served in the order in which they came, one at a time.

    While a call to the suite waits for its answer, events are served at once, inside the call;
    other requests are kept for later, unless what is called is an event itself.
    """

    EVENTS = frozenset({"host.readable", "registers.interrupt"})

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader = reader
        self._writer = writer
        self._handlers: Handlers = {}
        self._ids = itertools.count(1)
        self._read: deque[Message] = deque()
        self._postponed: deque[Message] = deque()
        self._answers: Dict[int, Message] = {}
        self._running = True

    def run(self, handlers: Handlers) -> None:
        """Serves until `stop`, or until the suite closes its end."""
        self._handlers = handlers
        try:
            while self._running:
                self._answer(self._postponed.popleft() if self._postponed else self._next_message())
        except (Disconnected, BrokenPipeError):
            pass

    def stop(self) -> None:
        """Ends `run` after the request that is being served."""
        self._running = False

    def call(self, method: str, params: Message) -> Any:
        """Asks the suite and waits for the result; raises CallFailed if it refuses."""
        call_id = next(self._ids)
        self._send({"id": call_id, "method": method, "params": params})
        while call_id not in self._answers:
            message = self._next_message()
            if "method" not in message:
                self._answers[message["id"]] = message
            elif message["method"] in self.EVENTS or method in self.EVENTS:
                self._answer(message)
            else:
                self._postponed.append(message)
        answer = self._answers.pop(call_id)
        if "error" in answer:
            raise CallFailed(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def notify(self, method: str, params: Message) -> None:
        """Tells the suite; there is no answer."""
        self._send({"method": method, "params": params})

    def _answer(self, request: Message) -> None:
        answer: Message
        handler = self._handlers.get(request.get("method", ""))
        if handler is None:
            answer = {"error": {"code": UNKNOWN_METHOD, "message": f"no method {request.get('method')}"}}
        else:
            try:
                answer = {"result": handler(request.get("params", {}))}
            except Disconnected:
                raise
            except Exception as error:
                traceback.print_exc()
                code = CANNOT_BE_BUILT if isinstance(error, CannotBeBuilt) else IMPLEMENTATION_ERROR
                answer = {"error": {"code": code, "message": f"{type(error).__name__}: {error}"}}
        if "id" in request:
            self._send({"id": request["id"], **answer})

    def _next_message(self) -> Message:
        while not self._read:
            line = self._reader.readline()
            if not line:
                raise Disconnected
            content = json.loads(line)
            self._read.extend(content if isinstance(content, list) else [content])
        return self._read.popleft()

    def _send(self, message: Message) -> None:
        line = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":"))
        self._writer.write(line.encode() + b"\n")
        self._writer.flush()
