"""Files in a bucket: which have an address, and that it is the site's own."""

import pytest

from core.storages import BucketStorage


def test_a_picture_has_an_address_of_the_site_and_none_of_the_bucket():
    storage = BucketStorage(bucket_name="island", base_url="/media/")
    assert storage.url("images/a b.jpg") == "/media/images/a%20b.jpg"


def test_asking_for_an_address_asks_nobody(monkeypatch):
    """A page names many pictures."""
    monkeypatch.setattr(BucketStorage, "connection", property(lambda storage: pytest.fail("It asked the bucket.")))
    BucketStorage(bucket_name="island", base_url="/media/").url("images/a.jpg")


def test_a_private_file_has_no_address_at_all_not_even_a_signed_one():
    with pytest.raises(ValueError, match="no address"):
        BucketStorage(bucket_name="island", location="private").url("guidebooks/a.pdf")
