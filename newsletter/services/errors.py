"""Why a link that we made does nothing any more."""


class LinkError(Exception):
    """A genuine link that cannot be acted on."""


class LinkExpiredError(LinkError):
    """It is too old."""


class LinkUsedError(LinkError):
    """It has done what it was for."""


class LinkOverruledError(LinkError):
    """The person has decided otherwise since."""


class AddressTakenError(LinkError):
    """The new address belongs to another row, with receipts of its own."""


class CannotSendError(Exception):
    """The guidebook or the request is gone. The message is for whoever pressed the button."""


class StoppedError(Exception):
    """The address left the newsletter, and only its own confirmation by mail brings it back."""


class CannotFreeError(Exception):
    """A form in quarantine to which no answer is possible. The message is for whoever pressed the button."""
