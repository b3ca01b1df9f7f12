"""Wagtail's admin, as somebody on the staff uses it."""

import time
from typing import Any

from playwright.sync_api import FrameLocator, Locator, expect
from wagtail.models import Revision

from tests.e2e.browsing import Visit
from tests.factories.images import picture_bytes
from tests.factories.users import PASSWORD

# Wagtail may look twice at what a form begins with, and takes for its beginning what was typed between the two.
WATCH = """
addEventListener('w-unsaved:watch-edits', () => {
  clearTimeout(window.watching);
  window.watching = setTimeout(() => { document.documentElement.dataset.isWatching = ''; }, 600);
});
"""


class Desk:
    """The admin in the browser of one person, who is signed in by the form as anyone is."""

    def __init__(self, visit: Visit, user: Any) -> None:
        self.visit, self.page = visit, visit.page
        self.page.add_init_script(WATCH)
        visit.open("/admin/login/")
        self.page.locator("[name=username]").fill(user.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[type=submit]").click()
        expect(self.page.get_by_role("navigation", name="Main menu")).to_be_visible()

    def open(self, path: str) -> int:
        """The status of the answer."""
        return self.visit.open(f"/admin/{path}").status

    def menu(self) -> list[str]:
        """The words of the main menu."""
        entries = self.page.get_by_role("navigation", name="Main menu").get_by_role("listitem")
        return [entry.split("\n")[0] for entry in entries.all_inner_texts()]

    # A page in the editor

    def new_page(self, kind: str, parent: Any) -> None:
        app, model = kind.split(".")
        self.open(f"pages/add/{app}/{model}/{parent.pk}/")

    def edit(self, page: Any) -> None:
        self.open(f"pages/{page.pk}/edit/")

    def wait_until_watched(self) -> None:
        """Until the editor looks for changes: what is typed in its first two seconds, it does not take for one."""
        expect(self.page.locator("html[data-is-watching]")).to_be_attached()

    def entitle(self, title: str) -> None:
        """Types the title key by key, as the address that is made of it wants."""
        self.page.locator("[name=title]").click()
        self.page.keyboard.type(title)
        expect(self.page.locator("[name=slug]")).not_to_have_value("")

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").fill(value)

    def write(self, name: str, text: str) -> None:
        """Types into a field of rich text."""
        self.page.locator(f"*:has(> [name='{name}']) [role=textbox]").click()
        self.page.keyboard.type(text)

    def add_block(self, stream: str, kind: str) -> str:
        """Adds a block at the end of a stream; the name that its fields begin with."""
        count = self.page.locator(f"[name='{stream}-count']")
        number = int(count.input_value())
        self.page.locator(f"div:has(> [name='{stream}-count']) .c-sf-add-button").last.click()
        self.page.get_by_role("option", name=kind, exact=True).click()
        expect(count).to_have_value(str(number + 1))
        return f"{stream}-{number}-value"

    def upload_picture(self, name: str, file: str, colour: str = "teal", alt: str = "") -> None:
        """Chooses a picture that is not there yet: by the dialogue's second tab."""
        self.page.locator(f"[id='{name}-chooser']").get_by_role("button", name="Choose an image").click()
        picture = {"name": file, "mimeType": "image/jpeg", "buffer": picture_bytes(120, 80, colour=colour)}
        self.upload(picture)
        if alt:
            self.page.locator(f"[name='{name.removesuffix('image')}alt_text']").fill(alt)

    def upload(self, file: Any, **fields: str) -> None:
        dialogue = self.page.get_by_role("dialog")
        dialogue.get_by_role("tab", name="Upload").click()
        dialogue.locator("[type=file]").set_input_files(file)
        for label, value in fields.items():
            dialogue.get_by_label(label).fill(value)
        expect(dialogue.get_by_label("Title")).not_to_have_value("")  # By a script, from the file's name.
        dialogue.get_by_role("button", name="Upload").click()
        expect(dialogue).to_have_count(0)

    def press(self, name: str) -> None:
        """Presses one of the editor's actions; those beside the first stand in a menu."""
        actions = self.page.get_by_role("navigation", name="Actions (footer)")
        if not actions.get_by_role("button", name=name, exact=True).is_visible():
            actions.get_by_role("button", name="More actions").click()
        actions.get_by_role("button", name=name, exact=True).click()

    def expect_message(self, words: str) -> None:
        expect(self.page.locator(".messages").get_by_text(words)).to_be_visible()

    def expect_autosave(self, words: str) -> None:
        """Waits until the editor has by itself kept a revision with these words, and says so."""
        revisions = Revision.objects.filter(content__icontains=words)
        until = time.monotonic() + 20
        while not revisions.exists():
            assert time.monotonic() < until, f"Nothing with '{words}' was kept."
            self.page.wait_for_timeout(100)
        expect(self.page.locator("#w-autosave-indicator").get_by_text("Saved")).to_be_visible()

    # Beside the page

    def open_preview(self) -> FrameLocator:
        self.page.get_by_role("button", name="Toggle preview").click()
        return self.page.frame_locator("#w-preview-iframe")

    def preview_width(self, device: str) -> Locator:
        return self.page.get_by_role("radio", name=device)
