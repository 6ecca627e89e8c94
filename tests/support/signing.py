"""A test's browser whose person has just given the password, so that what it signs is taken at once."""

from django.test import Client


def password_given(client: Client) -> Client:
    """The same client, signed in before."""
    from django.utils import timezone

    from qiantou.access.confirming import KEY

    session = client.session
    session[KEY] = timezone.now().isoformat()
    session.save()
    return client
