"""Django's sessions in its own table, read by a plain statement, as every page asks for one.

Signing out, a new password and the end of its time end a session at once: nothing of it is kept anywhere else.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from qiantou.ledger.plain import fetched

LIVE = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str) -> bool:
        """What a cookie says may be anything; no database is asked for what is no key."""
        return bool(key and key.isascii() and key.isalnum() and super()._validate_session_key(key))  # type: ignore[misc]

    def load(self) -> dict[str, Any]:
        found = fetched(LIVE, [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())])
        if found:
            return self.decode(found[0][0])
        self._session_key = None
        return {}
