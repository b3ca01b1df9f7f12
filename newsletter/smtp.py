"""One mail over an open SMTP connection, in steps: whoever waits for an answer can go on with another connection.

`smtplib` waits for each answer by itself. Servers that say PIPELINING (RFC 2920) are told all that precedes the message
at once, the others line by line (RFC 5321); what is refused is raised as `smtplib.SMTP.sendmail` raises it.
"""

from collections.abc import Iterator
from smtplib import SMTP, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from socket import IPPROTO_TCP, TCP_NODELAY

OK, WILL_FORWARD, GO_ON = 250, 251, 354


def send(connection: SMTP, sender: str, recipient: str, message: bytes) -> Iterator[None]:
    """Sends a message whose lines end in CRLF; pauses wherever the server has to answer.

    After an error the connection is in the middle of something, and of no more use.
    """
    if {"\r", "\n", ">"} & {*sender, *recipient}:
        raise ValueError("An address holds what would end it.")
    connection.ehlo_or_helo_if_needed()
    if connection.sock:
        connection.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # A short command is not held back for a longer one.
    commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"]
    groups = [commands] if connection.has_extn("pipelining") else [[command] for command in commands]
    for group in groups:
        connection.send("".join(f"{command}\r\n" for command in group))
        yield
        for command in group:
            check(command[:4], *connection.getreply(), sender, recipient)
    connection.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    yield
    code, text = connection.getreply()
    if code != OK:
        raise SMTPDataError(code, text)


def check(verb: str, code: int, text: bytes, sender: str, recipient: str) -> None:
    """Raises what a command is refused with."""
    if verb == "MAIL" and code != OK:
        raise SMTPSenderRefused(code, text, sender)
    if verb == "RCPT" and code not in {OK, WILL_FORWARD}:
        raise SMTPRecipientsRefused({recipient: (code, text)})
    if verb == "DATA" and code != GO_ON:
        raise SMTPDataError(code, text)
