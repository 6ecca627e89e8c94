"""Mail, by the mail server that the site's settings name (QIANTOU_SMTP).

One letter, one receiver. Its Message-ID is always the same for the same message, so that a mailbox that gets it twice
can tell. An answer of 4xx is tried again, one of 5xx is not (RFC 5321, 4.2.1); but where the server refuses the site
itself (its greeting, the account, a connection that cannot be encrypted), every letter waits until that is mended.
Neither the account nor a letter goes out in plain text where QIANTOU_SMTP asks for encryption.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from qiantou.outbox.outcome import SENT, Outcome
from qiantou.outbox.wording import Said

FOR_GOOD = 500


def send(address: str, said: Said, now: datetime) -> Outcome:
    if not settings.EMAIL_HOST:
        return Outcome("not-set-up")
    letter = EmailMessage(said.subject, said.text, to=[address], headers=headers(said, now))
    server = get_connection(fail_silently=False)
    try:
        server.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as refusal:
        status = max((code for code, _text in refusal.recipients.values()), default=0)
        return _answered(status)
    except smtplib.SMTPAuthenticationError as refusal:
        return Outcome("account", again=True, detail=f"SMTP {refusal.smtp_code}")
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as refusal:
        return Outcome("busy", again=True, detail=f"SMTP {refusal.smtp_code}")
    except smtplib.SMTPNotSupportedError:
        return Outcome("lacks", again=True)
    except smtplib.SMTPResponseException as refusal:
        return _answered(refusal.smtp_code)
    except ssl.SSLError:
        return Outcome("tls", again=True)
    except TimeoutError:
        return Outcome("timeout", again=True)
    except (smtplib.SMTPException, OSError):
        return Outcome("unreachable", again=True)
    finally:
        with suppress(smtplib.SMTPException, OSError):  # it was broken off before it stood: nobody to take leave of
            server.close()
    return SENT


def headers(said: Said, now: datetime) -> dict[str, str]:
    """What stands above a letter besides its subject, sender and receiver."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        "Message-ID": f"<{said.name}@{host}>",
        "X-Qiantou-Id": said.name,
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _answered(status: int) -> Outcome:
    again = status < FOR_GOOD
    return Outcome("busy" if again else "refused", again=again, detail=f"SMTP {status}")
