"""What happens to people. Plain functions, each one transaction; nothing else writes people, consents and downloads."""

from newsletter.services.again import resend, send_confirmation_again, send_download_again
from newsletter.services.consents import (
    Origin,
    check_request,
    confirm,
    confirm_pending,
    pending_consent,
    resubscribe,
    unsubscribe,
)
from newsletter.services.data import erase, export
from newsletter.services.downloads import check_download, issue_download, record_download
from newsletter.services.errors import CannotSend, LinkError, LinkExpired, LinkOverruled, LinkUsed
from newsletter.services.requests import request_guidebook, sign_up

__all__ = [
    "CannotSend",
    "LinkError",
    "LinkExpired",
    "LinkOverruled",
    "LinkUsed",
    "Origin",
    "check_download",
    "check_request",
    "confirm",
    "confirm_pending",
    "erase",
    "export",
    "issue_download",
    "pending_consent",
    "record_download",
    "request_guidebook",
    "resend",
    "resubscribe",
    "send_confirmation_again",
    "send_download_again",
    "sign_up",
    "unsubscribe",
]
