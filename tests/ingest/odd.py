"""A server that answers as no sound one does: each path has a function that is given the connection."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@dataclass
class Odd:
    """Paths it does not know, robots.txt among them, are 404."""

    port: int
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over, for behaviours that go on for ever."""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def add(self, path: str, behaviour: Behaviour) -> str:
        self.behaviours[path] = behaviour
        return f"http://{self.host}{path}"


def reset(connection: socket.socket) -> None:
    """Close so that the other side is told of a broken connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextmanager
def odd_server() -> Iterator[Odd]:
    """The server, each connection answered once by a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        odd = Odd(listening.getsockname()[1])
        threads: list[threading.Thread] = []

        def answer(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                request = b""
                while b"\r\n\r\n" not in request and (part := connection.recv(65536)):
                    request += part
                path = request.split(b" ")[1].decode() if request else ""
                behaviour = odd.behaviours.get(path)
                if behaviour:
                    behaviour(connection)
                else:
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        def serve() -> None:
            while not odd.closing.is_set():
                with suppress(OSError):
                    connection, _ = listening.accept()
                    threads.append(threading.Thread(target=answer, args=(connection,)))
                    threads[-1].start()

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield odd
        finally:
            odd.closing.set()
            with suppress(OSError), socket.create_connection(("127.0.0.1", odd.port)) as last:
                last.sendall(b"GET / HTTP/1.1\r\n\r\n")
            serving.join()
            for thread in threads:
                thread.join()
