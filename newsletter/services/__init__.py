"""What happens to people. Plain functions, each one transaction; nothing else writes people, consents and downloads."""

from newsletter.services.again import resend, send_confirmation_again, send_download_again, send_request_again
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
from newsletter.services.data import erase, export, exported_comments, rename, tag
from newsletter.services.downloads import check_download, issue_download, record_download
from newsletter.services.errors import (
    AddressTakenError,
    CannotFreeError,
    CannotSendError,
    LinkError,
    LinkExpiredError,
    LinkOverruledError,
    LinkUsedError,
    StoppedError,
)
from newsletter.services.events import note
from newsletter.services.importing import ImportReport, UnreadableListError, import_people, read_rows
from newsletter.services.intake import FilledForm, free, take_in
from newsletter.services.merging import merge
from newsletter.services.my_data import (
    ask_for_data,
    ask_for_new_address,
    change_address,
    check_new_address,
    erase_comments,
    erase_oneself,
    note_fetched,
    pause,
    resume,
)
from newsletter.services.requests import request_guidebook, sign_up
from newsletter.services.stops import is_stopped

__all__ = [
    "AddressTakenError",
    "CannotFreeError",
    "CannotSendError",
    "FilledForm",
    "ImportReport",
    "LinkError",
    "LinkExpiredError",
    "LinkOverruledError",
    "LinkUsedError",
    "Origin",
    "StoppedError",
    "UnreadableListError",
    "agree",
    "ask_for_data",
    "ask_for_new_address",
    "can_undo",
    "change_address",
    "check_download",
    "check_new_address",
    "check_request",
    "confirm",
    "confirm_pending",
    "erase",
    "erase_comments",
    "erase_oneself",
    "export",
    "exported_comments",
    "free",
    "import_people",
    "is_stopped",
    "issue_download",
    "merge",
    "note",
    "note_fetched",
    "pause",
    "pending_consent",
    "read_rows",
    "record_download",
    "rename",
    "request_guidebook",
    "resend",
    "resubscribe",
    "resume",
    "send_confirmation_again",
    "send_download_again",
    "send_request_again",
    "settle",
    "sign_up",
    "tag",
    "take_in",
    "unsubscribe",
]
