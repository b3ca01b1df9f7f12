"""What happens to people. Plain functions, each one transaction; nothing else writes people, consents and downloads."""

from newsletter.services.again import resend, send_confirmation_again, send_download_again
from newsletter.services.consents import (
    Origin,
    agree,
    can_undo,
    check_request,
    confirm,
    confirm_pending,
    pending_consent,
    resubscribe,
    settle,
    unsubscribe,
)
from newsletter.services.data import erase, export, rename
from newsletter.services.downloads import check_download, issue_download, record_download
from newsletter.services.errors import (
    CannotSendError,
    LinkError,
    LinkExpiredError,
    LinkOverruledError,
    LinkUsedError,
    StoppedError,
)
from newsletter.services.events import note
from newsletter.services.requests import request_guidebook, sign_up
from newsletter.services.stops import is_stopped

__all__ = [
    "CannotSendError",
    "LinkError",
    "LinkExpiredError",
    "LinkOverruledError",
    "LinkUsedError",
    "Origin",
    "StoppedError",
    "agree",
    "can_undo",
    "check_download",
    "check_request",
    "confirm",
    "confirm_pending",
    "erase",
    "export",
    "is_stopped",
    "issue_download",
    "note",
    "pending_consent",
    "record_download",
    "rename",
    "request_guidebook",
    "resend",
    "resubscribe",
    "send_confirmation_again",
    "send_download_again",
    "settle",
    "sign_up",
    "unsubscribe",
]
