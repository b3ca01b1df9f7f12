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
    unsubscribe,
)
from newsletter.services.data import erase, export, rename
from newsletter.services.downloads import check_download, issue_download, record_download
from newsletter.services.errors import CannotSendError, LinkError, LinkExpiredError, LinkOverruledError, LinkUsedError
from newsletter.services.requests import request_guidebook, sign_up

__all__ = [
    "CannotSendError",
    "LinkError",
    "LinkExpiredError",
    "LinkOverruledError",
    "LinkUsedError",
    "Origin",
    "agree",
    "can_undo",
    "check_download",
    "check_request",
    "confirm",
    "confirm_pending",
    "erase",
    "export",
    "issue_download",
    "pending_consent",
    "record_download",
    "rename",
    "request_guidebook",
    "resend",
    "resubscribe",
    "send_confirmation_again",
    "send_download_again",
    "sign_up",
    "unsubscribe",
]
