"""A real mail server that takes, delays, refuses and drops as it pleases, and remembers what it took."""

import asyncio
import random
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.bench.island import free_port


class Moody:
    """`taken` counts, for each Message-ID, how often the server has said that it has the mail."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.taken: Counter[str] = Counter()
        self.recipients: dict[str, str] = {}
        self.is_kind = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mood = 1.0 if self.is_kind else self.random.random()
        if mood < 0.1:
            return "451 Try again later"
        if mood < 0.2:
            server.transport.abort()
            return "421 Gone"
        if mood < 0.4:
            await asyncio.sleep(self.random.uniform(0.02, 0.3))
        name = message_from_bytes(envelope.content)["Message-ID"]
        self.taken[name] += 1
        self.recipients[name] = envelope.rcpt_tos[0]
        return "250 OK"


def start(server: Moody) -> Controller:
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller
