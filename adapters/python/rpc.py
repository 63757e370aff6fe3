"""JSON-RPC 2.0 in lines: both sides ask and answer, over one pair of streams."""

from __future__ import annotations

import itertools
import json
import sys
import traceback
from collections import deque
from typing import Any, BinaryIO, Callable, Dict, FrozenSet

Message = Dict[str, Any]
Handler = Callable[[Any], Any]

IMPLEMENTATION_ERROR = -32000
UNKNOWN_METHOD = -32601


class CallFailed(Exception):
    """The suite could not do what it was asked for."""


class Disconnected(Exception):
    """The suite closed its end."""


class Connection:
    """One end of a conversation.

    Requests are served one at a time, in the order in which they came. A handler may `call` the suite;
    until the answer is there, requests that arrive are kept for later, except for `events`: these are
    served at once, inside the call, because the suite does not answer before they are.
    """

    def __init__(self, reader: BinaryIO, writer: BinaryIO, events: FrozenSet[str]) -> None:
        self._reader = reader
        self._writer = writer
        self._events = events
        self._handlers: Dict[str, Handler] = {}
        self._ids = itertools.count(1)
        self._read: deque[Message] = deque()
        self._postponed: deque[Message] = deque()
        self._answers: Dict[int, Message] = {}
        self._running = False

    def serve(self, handlers: Dict[str, Handler]) -> None:
        """Names what answers each method: a function of its params that returns the result, or raises."""
        self._handlers.update(handlers)

    def run(self) -> None:
        """Serves until `stop`, or until the suite closes its end."""
        self._running = True
        try:
            while self._running:
                message = self._postponed.popleft() if self._postponed else self._next_message()
                if "method" in message:
                    self._answer(message)
                else:
                    print(f"an answer to nothing: {message}", file=sys.stderr)
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
            elif message["method"] in self._events:
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
        method = request["method"]
        answer: Message
        if method not in self._handlers:
            answer = {"error": {"code": UNKNOWN_METHOD, "message": f"no method {method}"}}
        else:
            try:
                answer = {"result": self._handlers[method](request.get("params", {}))}
            except Disconnected:
                raise
            except Exception as error:  # whatever the implementation raises is its failure, and told
                traceback.print_exc()
                answer = {"error": {"code": IMPLEMENTATION_ERROR, "message": f"{type(error).__name__}: {error}"}}
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
