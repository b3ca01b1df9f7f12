"""One mail over an open connection, against a server that answers as it is told."""

import smtplib
import socket
import threading
from collections.abc import Callable
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

import pytest

from newsletter import smtp

MESSAGE = b"Subject: A\r\n\r\n.one\r\n..two\r\n.\r\nend\r\n"
PLAIN, PIPELINING = "250 mail.example", "250-mail.example\r\n250 PIPELINING"


class Server:
    """Takes one connection and keeps what came, in the chunks in which it was answered."""

    def __init__(self, hello: str, answers: dict[str, str]) -> None:
        self.answers = {
            "EHLO": hello,
            "MAIL": "250 OK",
            "RCPT": "250 OK",
            "DATA": "354 Go on",
            ".": "250 Taken",
            **answers,
        }
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.verbs: list[str] = []
        self.message = b""
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 Hello\r\n")
            in_message = False
            while line := lines.readline():
                if in_message and line != b".\r\n":
                    self.message += line
                    continue
                verb = "." if in_message else line[:4].decode().strip().upper()
                self.verbs.append(verb)
                answer = self.answers.get(verb, "221 Bye")
                if not answer:
                    return
                in_message = verb == "DATA" and answer.startswith("354")
                connection.sendall(answer.encode() + b"\r\n")


@pytest.fixture
def connected():
    """A connection to such a server, and the server."""
    open_things: list = []

    def connect(hello: str = PLAIN, **answers: str) -> tuple[smtplib.SMTP, Server]:
        server = Server(hello, {verb.upper().replace("END", "."): answer for verb, answer in answers.items()})
        connection = smtplib.SMTP("127.0.0.1", server.port, timeout=5)
        open_things.extend([connection, server.listener])
        return connection, server

    yield connect
    for thing in open_things:
        thing.close()


def steps(connection: smtplib.SMTP, recipient: str = "ann@example.com", message: bytes = MESSAGE) -> int:
    return sum(1 for _ in smtp.send(connection, "hello@example.com", recipient, message))


@pytest.mark.parametrize(("hello", "pauses"), [(PLAIN, 4), (PIPELINING, 2)])
def test_a_message_arrives_as_it_was_with_a_pause_for_each_answer(connected, hello, pauses):
    connection, server = connected(hello)
    assert steps(connection) == pauses
    assert steps(connection) == pauses, "The connection serves for more than one."
    assert server.verbs == ["EHLO", *["MAIL", "RCPT", "DATA", "."] * 2]
    assert server.message == MESSAGE.replace(b"\r\n.", b"\r\n..") * 2


@pytest.mark.parametrize("hello", [PLAIN, PIPELINING])
@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"mail": "530 Log in first"}, SMTPSenderRefused),
        ({"rcpt": "550 No such user"}, SMTPRecipientsRefused),
        ({"data": "451 Later"}, SMTPDataError),
        ({"end": "554 Spam"}, SMTPDataError),
        ({"end": ""}, SMTPServerDisconnected),
    ],
)
def test_what_is_refused_is_raised_as_smtplib_raises_it(connected, hello, answers, error):
    connection, _ = connected(hello, **answers)
    with pytest.raises(error):
        steps(connection)
    reference, _ = connected(hello, **answers)
    with pytest.raises(error):
        reference.sendmail("hello@example.com", ["ann@example.com"], MESSAGE)


@pytest.mark.parametrize(
    "recipient", ["ann@example.com>\r\nRCPT TO:<ben@example.com", "ann@example.com\n", "a>b@example.com"]
)
def test_no_address_can_hold_another_command(connected, recipient):
    connection, server = connected()
    with pytest.raises(ValueError, match="would end it"):
        steps(connection, recipient)
    assert server.verbs == []


def test_an_address_may_be_forwarded(connected):
    connection, _ = connected(rcpt="251 User not local; will forward")
    assert steps(connection) == 4


def drain(connection: smtplib.SMTP) -> Callable[[], None]:
    mail = smtp.send(connection, "hello@example.com", "ann@example.com", MESSAGE)
    return lambda: next(mail, None)


def test_two_connections_can_take_turns(connected):
    (one, first), (other, second) = connected(PIPELINING), connected(PLAIN)
    turns = [drain(one), drain(other)]
    for _ in range(5):
        for go_on in turns:
            go_on()
    assert first.message == second.message == MESSAGE.replace(b"\r\n.", b"\r\n..")
