"""A mail server that takes everything and keeps nothing, so quick that it is never what is measured.

`python -m tests.bench.sink` prints its port and serves until it is ended. It says PIPELINING, as mail
servers do (RFC 2920); a server for tests (aiosmtpd) takes about 750 mails a second.
"""

import asyncio
import sys

ANSWERS = {
    b"EHLO": b"250-sink\r\n250 PIPELINING\r\n",
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 Go on\r\n",
    b"QUIT": b"221 Bye\r\n",
}
END = b"\r\n.\r\n"


class Session(asyncio.Protocol):
    """One connection: commands, each answered, and after DATA everything up to a dot alone on its line."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.held = b""
        self.in_data = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.held += data
        while self.step():
            pass

    def step(self) -> bool:
        """Answers what has come whole; whether there may be more."""
        found, end, rest = self.held.partition(END if self.in_data else b"\r\n")
        if not end:
            return False
        self.held = rest
        command = b"" if self.in_data else found[:4].upper()
        self.in_data = command == b"DATA"
        self.transport.write(ANSWERS.get(command, b"250 OK\r\n"))
        if command == b"QUIT":
            self.transport.close()
        return bool(rest)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
