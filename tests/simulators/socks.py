"""A SOCKS5 proxy (RFC 1928, no authentication, CONNECT) on a loopback port, that notes where it was asked to go."""

import socket
import threading
from contextlib import contextmanager, suppress


class SocksProxy:
    """Takes connections, each in a thread of its own; *leads* says where a name leads to, as Tor's does for an onion address."""

    def __init__(self, leads: dict[str, tuple[str, int]]) -> None:
        self.asked: list[tuple[str, int]] = []
        self._leads = leads
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Stop."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self._threads.append(threading.Thread(target=self._serve, args=(client,), daemon=True))
                self._threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            _read(client, _read(client, 2)[1])
            client.sendall(b"\x05\x00")
            kind = _read(client, 4)[3]
            host = _read(client, _read(client, 1)[0]).decode() if kind == 3 else socket.inet_ntoa(_read(client, 4))
            asked = host, int.from_bytes(_read(client, 2))
            self.asked.append(asked)
            with socket.create_connection(self._leads.get(host, asked)) as server:
                client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
                back = threading.Thread(target=_pump, args=(server, client), daemon=True)
                back.start()
                _pump(client, server)
                back.join(10)


def _read(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            raise OSError("gone")
        data += part
    return data


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def socks_proxy(**leads: tuple[str, int]):
    """A proxy; names with ``_`` for the dot lead to the given places."""
    proxy = SocksProxy({name.replace("_", "."): place for name, place in leads.items()})
    try:
        yield proxy
    finally:
        proxy.close()
