from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who works on the site. Readers are `newsletter.Person` and have no account."""
