"""Why a link that we made does nothing any more."""


class LinkError(Exception):
    """A genuine link that cannot be acted on."""


class LinkExpired(LinkError):
    """It is too old."""


class LinkUsed(LinkError):
    """It has done what it was for."""


class LinkOverruled(LinkError):
    """The person has decided otherwise since."""


class CannotSend(Exception):
    """There is nothing to send: the guidebook or the request is gone. The message is for the person who pressed the button."""
